/**
 * JavaScript and TypeScript: relative paths with any extension, tsconfig `paths` and `baseUrl`, and packages of
 * the same workspace by their `name`, with `exports` and `main` mapped back to sources where they point to
 * build output. Rules: TypeScript's "bundler" module resolution and Node's package documentation.
 */
import { firstOf, folderOf, joinPath, type Project, type Resolver } from "./project.ts";

const EXTENSIONS = [
  ".ts",
  ".tsx",
  ".mts",
  ".cts",
  ".d.ts",
  ".js",
  ".jsx",
  ".mjs",
  ".cjs",
  ".vue",
  ".svelte",
  ".json",
];
const OUTPUT_TO_SOURCE: ReadonlyArray<readonly [RegExp, readonly string[]]> = [
  [/\.jsx$/, [".tsx", ".ts"]],
  [/\.mjs$/, [".mts", ".ts"]],
  [/\.cjs$/, [".cts", ".ts"]],
  [/\.js$/, [".ts", ".tsx"]],
];

interface Alias {
  /** Folder of the configuration: the alias holds inside it. */
  readonly scope: string;
  /** Before and after the `*`; no star: the whole specifier. */
  readonly prefix: string;
  readonly suffix: string;
  readonly star: boolean;
  /** Paths relative to the root, with `*` for the matched part. */
  readonly targets: readonly string[];
}

interface Package {
  readonly name: string;
  readonly folder: string;
  readonly entries: readonly string[];
}

interface Setup {
  readonly aliases: readonly Alias[];
  readonly packages: ReadonlyMap<string, Package>;
}

const setups = new WeakMap<Project, Setup>();

/** Paths a module specifier without extension may stand for, in order. */
function* candidates(base: string): Generator<string> {
  for (const [output, sources] of OUTPUT_TO_SOURCE) {
    if (output.test(base)) for (const source of sources) yield base.replace(output, source);
  }
  yield base;
  for (const extension of EXTENSIONS) yield base + extension;
  for (const extension of EXTENSIONS) yield base === "" ? `index${extension}` : `${base}/index${extension}`;
}

function at(project: Project, base: string | undefined): string[] {
  return base === undefined ? [] : firstOf(project, candidates(base));
}

/** JSON with comments and trailing commas, as tsconfig allows; undefined when it is no object. */
function parseConfig(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  const plain = text
    .replace(
      /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_, string: string | undefined) => string ?? "",
    )
    .replace(/,(\s*[}\]])/g, "$1");
  try {
    const value: unknown = JSON.parse(plain);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function alias(pattern: string, targets: unknown, place: { scope: string; base: string }): Alias {
  const [prefix = "", suffix] = pattern.split("*");
  const list = (Array.isArray(targets) ? targets : [])
    .filter((target): target is string => typeof target === "string")
    .map((target) => joinPath(place.base, target))
    .filter((target) => target !== undefined);
  return { scope: place.scope, prefix, suffix: suffix ?? "", star: suffix !== undefined, targets: list };
}

function aliasesOf(project: Project, path: string): Alias[] {
  const options = parseConfig(project.read(path))?.["compilerOptions"];
  if (typeof options !== "object" || options === null) return [];
  const { baseUrl, paths } = options as { baseUrl?: unknown; paths?: Record<string, unknown> };
  const scope = folderOf(path);
  const base = typeof baseUrl === "string" ? joinPath(scope, baseUrl) : scope;
  if (base === undefined) return [];
  const aliases = Object.entries(paths ?? {}).map(([pattern, targets]) =>
    alias(pattern, targets, { scope, base }),
  );
  if (typeof baseUrl === "string") {
    aliases.push({ scope, prefix: "", suffix: "", star: true, targets: [base === "" ? "*" : `${base}/*`] });
  }
  return aliases;
}

/** Every path that occurs in `exports`, `main`, `module`, `types` and `source`, source entries first. */
function entriesOf(manifest: Record<string, unknown>): string[] {
  const found: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === "string") found.push(value);
    else if (typeof value === "object" && value !== null)
      for (const inner of Object.values(value)) collect(inner);
  };
  const exports = manifest["exports"];
  const dot = typeof exports === "object" && exports !== null && "." in exports ? exports["."] : exports;
  for (const value of [manifest["source"], dot, manifest["module"], manifest["main"], manifest["types"]])
    collect(value);
  return [...new Set(found)];
}

function setupOf(project: Project): Setup {
  const known = setups.get(project);
  if (known !== undefined) return known;
  const configs = [
    ...project.named("tsconfig.json"),
    ...project.named("tsconfig.base.json"),
    ...project.named("jsconfig.json"),
  ];
  const packages = new Map<string, Package>();
  for (const path of project.named("package.json")) {
    const manifest = parseConfig(project.read(path));
    const name = manifest?.["name"];
    if (manifest !== undefined && typeof name === "string") {
      packages.set(name, { name, folder: folderOf(path), entries: entriesOf(manifest) });
    }
  }
  const aliases = configs.flatMap((path) => aliasesOf(project, path));
  // The deepest configuration and the longest prefix are the most specific.
  aliases.sort((a, b) => b.scope.length - a.scope.length || b.prefix.length - a.prefix.length);
  const setup = { aliases, packages };
  setups.set(project, setup);
  return setup;
}

function byAlias(project: Project, from: string, specifier: string): string[] {
  for (const alias of setupOf(project).aliases) {
    if (alias.scope !== "" && !from.startsWith(`${alias.scope}/`)) continue;
    const fits = alias.star
      ? specifier.startsWith(alias.prefix) && specifier.endsWith(alias.suffix)
      : specifier === alias.prefix;
    if (!fits) continue;
    const matched = specifier.slice(alias.prefix.length, specifier.length - alias.suffix.length);
    for (const target of alias.targets) {
      const found = at(project, target.replace("*", matched));
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** `dist/index.js` was built from `src/index.ts` in nearly every package. */
function sourcesFor(entry: string): string[] {
  const path = entry.replace(/^\.\//, "").replace(/\.d\.([mc]?)ts$/, ".$1ts");
  const asSource = path.replace(/^(?:dist|build|lib|out|esm|cjs)\/(?:esm\/|cjs\/|types\/|src\/)?/, "src/");
  return [path, asSource];
}

function byPackage(project: Project, specifier: string): string[] {
  const parts = specifier.split("/");
  const length = specifier.startsWith("@") ? 2 : 1;
  const found = setupOf(project).packages.get(parts.slice(0, length).join("/"));
  if (found === undefined) return [];
  const rest = parts.slice(length).join("/");
  const inside = (path: string): string[] => at(project, joinPath(found.folder, path));
  const tries =
    rest === "" ? [...found.entries.flatMap(sourcesFor), "src", ""] : [...sourcesFor(rest), `src/${rest}`];
  for (const path of tries) {
    const paths = inside(path);
    if (paths.length > 0) return paths;
  }
  return [];
}

export const resolveEcmascript: Resolver = ({ from, specifier }, project) => {
  const plain = specifier.replace(/[?#].*$/, "");
  if (plain.startsWith(".")) return at(project, joinPath(folderOf(from), plain));
  if (plain.startsWith("/")) return at(project, joinPath("", plain));
  const aliased = byAlias(project, from, plain);
  return aliased.length > 0 ? aliased : byPackage(project, plain);
};
