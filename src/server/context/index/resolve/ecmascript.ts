/**
 * JavaScript and TypeScript: relative paths with any extension, tsconfig `paths` and `baseUrl`, `imports` of the own
 * package, and packages of the same workspace by their `name`, with `exports` and `main` mapped back to sources where
 * they point to build output. Rules: TypeScript's "bundler" module resolution and Node's package documentation.
 */
import { folderOf } from "../folders.ts";
import { type NodePackage, packagesOf, targetsOf } from "./node-packages.ts";
import { firstOf, joinPath, type Project, type Resolver } from "./project.ts";
import { aliasesFor } from "./tsconfig-paths.ts";

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

function byAlias(project: Project, from: string, specifier: string): string[] {
  for (const alias of aliasesFor(project, from)) {
    const fits = alias.star
      ? specifier.startsWith(alias.prefix) && specifier.endsWith(alias.suffix)
      : specifier === alias.prefix;
    if (!fits) continue;
    const matched = specifier.slice(alias.prefix.length, specifier.length - alias.suffix.length);
    for (const target of alias.targets) {
      const found = at(
        project,
        target.replace("*", () => matched),
      );
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

function inPackage(project: Project, { folder }: NodePackage, paths: readonly string[]): string[] {
  for (const path of paths) {
    const found = at(project, joinPath(folder, path));
    if (found.length > 0) return found;
  }
  return [];
}

function byPackage(project: Project, specifier: string): string[] {
  const parts = specifier.split("/");
  const length = specifier.startsWith("@") ? 2 : 1;
  const found = packagesOf(project).byName.get(parts.slice(0, length).join("/"));
  if (found === undefined) return [];
  const rest = parts.slice(length).join("/");
  if (rest === "") return inPackage(project, found, [...found.entries.flatMap(sourcesFor), "src", ""]);
  const exported = targetsOf(found.exports, `./${rest}`).flatMap(sourcesFor);
  return inPackage(project, found, [...exported, ...sourcesFor(rest), `src/${rest}`]);
}

/** `#internal/x`: by the `imports` of the package that the file is in. */
function byImports(project: Project, from: string, specifier: string): string[] {
  const { byFolder } = packagesOf(project);
  let folder = folderOf(from);
  while (folder !== "" && !byFolder.has(folder)) folder = folderOf(folder);
  const own = byFolder.get(folder);
  if (own === undefined) return [];
  for (const target of targetsOf(own.imports, specifier)) {
    const found = target.startsWith(".")
      ? inPackage(project, own, sourcesFor(target))
      : byPackage(project, target);
    if (found.length > 0) return found;
  }
  return [];
}

export const resolveEcmascript: Resolver = ({ from, specifier }, project) => {
  // Bundlers put options behind a path; a `#` in front belongs to the name.
  const plain = specifier.replace(/(?!^)[?#].*$/, "");
  if (plain.startsWith(".")) return at(project, joinPath(folderOf(from), plain));
  if (plain.startsWith("/")) return at(project, joinPath("", plain));
  const aliased = byAlias(project, from, plain);
  if (aliased.length > 0) return aliased;
  return plain.startsWith("#") ? byImports(project, from, plain) : byPackage(project, plain);
};
