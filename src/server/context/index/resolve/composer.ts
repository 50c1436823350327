/**
 * `composer.json` of the workspace: the folders in which Composer's autoloader looks for a class, and the files that it
 * always loads (rules: the chapters "Schema" and "Autoloading" of Composer's documentation).
 */
import { folderOf } from "../folders.ts";
import { isObject, type JsonObject, parseConfig } from "./json-config.ts";
import { joinPath, type Project } from "./project.ts";

export interface ComposerPackage {
  /** Folder of `composer.json`. */
  readonly folder: string;
  /** Folders and files that are searched for classes, whatever their names. */
  readonly classmap: readonly string[];
  /** Files with functions and constants, loaded at every start. */
  readonly files: readonly string[];
}

/** Classes whose names begin with `prefix` are below `folder`. */
export interface ComposerMapping {
  readonly owner: ComposerPackage;
  readonly kind: "psr-4" | "psr-0";
  /** With `\`; one of PSR-4 that is not empty ends with it. */
  readonly prefix: string;
  readonly folder: string;
}

interface Composer {
  /** Of every package. */
  readonly folders: ReadonlySet<string>;
  /** Packages that have a class map. */
  readonly classmaps: readonly ComposerPackage[];
  /** Mappings of PSR-4 by prefix. */
  readonly psr4: ReadonlyMap<string, readonly ComposerMapping[]>;
  readonly psr0: readonly ComposerMapping[];
}

const known = new WeakMap<Project, Composer>();

function composerOf(project: Project): Composer {
  const found = known.get(project);
  if (found !== undefined) return found;
  const packages: ComposerPackage[] = [];
  const mappings: ComposerMapping[] = [];
  for (const path of project.named("composer.json")) {
    const manifest = parseConfig(project.read(path));
    if (manifest === undefined) continue;
    const autoloads = [manifest["autoload"], manifest["autoload-dev"]].filter(isObject);
    const folder = folderOf(path);
    const pathsOf = (key: string): string[] => autoloads.flatMap((autoload) => inside(folder, autoload[key]));
    const owner = { folder, classmap: pathsOf("classmap"), files: pathsOf("files") };
    packages.push(owner);
    mappings.push(...autoloads.flatMap((autoload) => mappingsIn(owner, autoload)));
  }
  const made: Composer = {
    folders: new Set(packages.map(({ folder }) => folder)),
    classmaps: packages.filter(({ classmap }) => classmap.length > 0),
    psr4: Map.groupBy(
      mappings.filter(({ kind }) => kind === "psr-4"),
      ({ prefix }) => prefix,
    ),
    psr0: mappings.filter(({ kind }) => kind === "psr-0"),
  };
  known.set(project, made);
  return made;
}

function mappingsIn(owner: ComposerPackage, autoload: JsonObject): ComposerMapping[] {
  return (["psr-4", "psr-0"] as const).flatMap((kind) => {
    const map = autoload[kind];
    return Object.entries(isObject(map) ? map : {}).flatMap(([written, folders]) => {
      const plain = written.replace(/^\\/, "");
      const prefix = kind === "psr-0" || plain === "" || plain.endsWith("\\") ? plain : `${plain}\\`;
      return inside(owner.folder, folders).map((folder) => ({ owner, kind, prefix, folder }));
    });
  });
}

/** One path or a list of them, relative to the root; those that leave it are dropped. */
function inside(folder: string, value: unknown): string[] {
  return [value]
    .flat()
    .filter((path): path is string => typeof path === "string" && !/^[\\/]/.test(path))
    .flatMap((path) => joinPath(folder, path.replaceAll("\\", "/")) ?? []);
}

/**
 * Where a class (or function) of this full name may be, best first: by the packages around the importing file, the
 * innermost first, then by the others; of one package by PSR-4, and by the longest prefix.
 */
export function mappingsFor(project: Project, from: string, name: string): ComposerMapping[] {
  const { psr4, psr0 } = composerOf(project);
  const found: ComposerMapping[] = [];
  for (let end = name.lastIndexOf("\\"); end > 0; end = name.lastIndexOf("\\", end - 1))
    found.push(...(psr4.get(name.slice(0, end + 1)) ?? []));
  found.push(...(psr4.get("") ?? []));
  found.push(
    ...psr0.filter(({ prefix }) => name.startsWith(prefix)).sort((a, b) => b.prefix.length - a.prefix.length),
  );
  return found.sort((a, b) => nearness(b.owner, from) - nearness(a.owner, from));
}

/** The packages with a class map: those around a file, the innermost first, then the others. */
export function classmapsFor(project: Project, from: string): ComposerPackage[] {
  return composerOf(project).classmaps.toSorted((a, b) => nearness(b, from) - nearness(a, from));
}

/** The folder of the innermost package around a file, undefined when there is none. */
export function packageFolder(project: Project, from: string): string | undefined {
  const { folders } = composerOf(project);
  for (let folder = folderOf(from); ; folder = folderOf(folder)) {
    if (folders.has(folder)) return folder;
    if (folder === "") return undefined;
  }
}

/** Zero for a package that the file is not in. */
function nearness({ folder }: ComposerPackage, from: string): number {
  if (folder === "") return 1;
  return from.startsWith(`${folder}/`) ? folder.length + 1 : 0;
}
