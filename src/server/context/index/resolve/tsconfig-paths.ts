/** `paths` and `baseUrl` of TypeScript configurations, whatever their name, with what they extend. */
import { folderOf } from "../folders.ts";
import { isObject, type JsonObject, parseConfig } from "./json-config.ts";
import { packagesOf } from "./node-packages.ts";
import { joinPath, type Project } from "./project.ts";

export interface Alias {
  /** Folder of the configuration: the alias holds inside it. */
  readonly scope: string;
  /** Before and after the `*`; no star: the whole specifier. */
  readonly prefix: string;
  readonly suffix: string;
  readonly star: boolean;
  /** Paths relative to the root, with `*` for the matched part. */
  readonly targets: readonly string[];
}

/** What a configuration says, or inherits. */
interface Options {
  readonly paths?: JsonObject;
  /** Folder that `paths` are relative to, relative to the root. */
  readonly pathsFrom?: string;
  readonly baseUrl?: string;
}

const CONFIG = /^(?:ts|js)config(?:\.[\w-]+)*\.json$/;
/** Configurations that extend each other. */
const MAX_DEPTH = 8;

interface Configurations {
  readonly byScope: ReadonlyMap<string, readonly Alias[]>;
  /** Paths of all of them, with what they extend under whatever name. */
  readonly files: ReadonlySet<string>;
}

const known = new WeakMap<Project, Configurations>();

/** Aliases that hold for a file, most specific first: of the deepest configuration, with the longest beginning. */
export function* aliasesFor(project: Project, path: string): Generator<Alias> {
  const { byScope } = configurationsOf(project);
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    yield* byScope.get(folder) ?? [];
    if (folder === "") return;
  }
}

/** True for a configuration, and for a file that one extends. */
export function isConfiguration(project: Project, path: string): boolean {
  return configurationsOf(project).files.has(path);
}

function configurationsOf(project: Project): Configurations {
  const found = known.get(project);
  if (found !== undefined) return found;
  const files = new Set<string>();
  const noting: Project = {
    ...project,
    read: (path) => {
      files.add(path);
      return project.read(path);
    },
  };
  const aliases = project.namedLike(CONFIG).flatMap((path) => aliasesIn(noting, path));
  aliases.sort((a, b) => b.prefix.length - a.prefix.length);
  const made = { byScope: Map.groupBy(aliases, ({ scope }) => scope), files };
  known.set(project, made);
  return made;
}

function aliasesIn(project: Project, path: string): Alias[] {
  const scope = folderOf(path);
  const { paths = {}, pathsFrom = scope, baseUrl } = optionsOf(project, path, MAX_DEPTH);
  const aliases = Object.entries(paths).map(([pattern, targets]) =>
    aliasOf(pattern, targets, { scope, base: baseUrl ?? pathsFrom }),
  );
  if (baseUrl === undefined) return aliases;
  const everything = baseUrl === "" ? "*" : `${baseUrl}/*`;
  return [...aliases, { scope, prefix: "", suffix: "", star: true, targets: [everything] }];
}

function aliasOf(
  pattern: string,
  targets: unknown,
  { scope, base }: { readonly scope: string; readonly base: string },
): Alias {
  const [prefix = "", suffix] = pattern.split("*");
  const list = (Array.isArray(targets) ? targets : [])
    .filter((target): target is string => typeof target === "string")
    .map((target) => joinPath(base, target))
    .filter((target) => target !== undefined);
  return { scope, prefix, suffix: suffix ?? "", star: suffix !== undefined, targets: list };
}

function optionsOf(project: Project, path: string, depth: number): Options {
  const config = parseConfig(project.read(path));
  if (config === undefined || depth === 0) return {};
  const bases = [config["extends"]].flat().filter((base) => typeof base === "string");
  const inherited = bases
    .flatMap((base) => extended(project, folderOf(path), base) ?? [])
    .map((base) => optionsOf(project, base, depth - 1));
  return { ...Object.assign({}, ...inherited), ...ownOptions(config, folderOf(path)) };
}

function ownOptions(config: JsonObject, folder: string): Options {
  const own = config["compilerOptions"];
  if (!isObject(own)) return {};
  const baseUrl = typeof own["baseUrl"] === "string" ? joinPath(folder, own["baseUrl"]) : undefined;
  return {
    ...(isObject(own["paths"]) ? { paths: own["paths"], pathsFrom: folder } : {}),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  };
}

/** The file that `extends` names: a path, or a file of a package of the workspace. */
function extended(project: Project, folder: string, base: string): string | undefined {
  const parts = base.split("/");
  const length = base.startsWith("@") ? 2 : 1;
  const found = packagesOf(project).byName.get(parts.slice(0, length).join("/"));
  const path = base.startsWith(".")
    ? joinPath(folder, base)
    : found && joinPath(found.folder, parts.slice(length).join("/"));
  if (path === undefined) return undefined;
  return [path, `${path}.json`, joinPath(path, "tsconfig.json")].find(
    (candidate) => candidate !== undefined && project.has(candidate),
  );
}
