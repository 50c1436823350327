/**
 * The tree of Rust's modules: a module is a file, or stands inside one as `mod a { … }`. Rules: the Rust Reference,
 * "Modules", and the compiler (`rustc_expand::module`), which takes every file behind a `#[path]` for a `mod.rs`.
 */
import type { InlineModule } from "../../parse/types.ts";
import { baseName, folderOf, sharedStart } from "../folders.ts";
import { isRootModule, rootsIn } from "./cargo.ts";
import { firstOf, type ImportToResolve, joinPath, type Project } from "./project.ts";

export interface RustModule {
  readonly file: string;
  /** The inline modules of the file that it is in, itself included; empty for the whole file. */
  readonly inside: readonly InlineModule[];
}

/** What attributes and inline modules say of a workspace. */
interface Places {
  readonly byFile: ReadonlyMap<string, readonly ImportToResolve[]>;
  /** File → modules that declare it in one of these ways. */
  readonly parents: ReadonlyMap<string, readonly RustModule[]>;
  /** Files behind a `#[path]`: their children are beside them. */
  readonly byPath: ReadonlySet<string>;
}

/** A file that has its place by an attribute may give others theirs, and so on. */
const MAX_ROUNDS = 3;

const known = new WeakMap<Project, Places>();

function placesOf(project: Project): Places {
  const found = known.get(project);
  if (found !== undefined) return found;
  const declared = project.placedModules();
  const byFile = Map.groupBy(declared, ({ from }) => from);
  known.set(project, { byFile, parents: new Map(), byPath: new Set() });
  for (let round = 0; round < MAX_ROUNDS && declared.length > 0; round++) {
    const parents = new Map<string, RustModule[]>();
    const byPath = new Set<string>();
    for (const declaration of declared) {
      for (const file of filesOf(project, declaration)) {
        parents.set(file, [...(parents.get(file) ?? []), moduleOf(declaration)]);
        if (declaration.details?.paths !== undefined) byPath.add(file);
      }
    }
    known.set(project, { byFile, parents, byPath });
  }
  return known.get(project) ?? { byFile, parents: new Map(), byPath: new Set() };
}

/** The module that an import stands in. */
export function moduleOf({ from, details }: ImportToResolve): RustModule {
  return { file: from, inside: details?.inside ?? [] };
}

/** The files of `mod x;`: one, or one for each condition. */
export function filesOf(project: Project, { from, specifier, details }: ImportToResolve): string[] {
  const inside = details?.inside ?? [];
  const paths = details?.paths ?? [];
  const folders = inside.length === 0 ? [folderOf(from)] : foldersOf(project, { file: from, inside });
  const given = paths.flatMap(({ path }) =>
    firstOf(
      project,
      folders.map((folder) => joinInside(folder, path)),
    ),
  );
  const always = paths.some(({ conditional }) => conditional !== true);
  return [...new Set([...given, ...(always ? [] : usualFile(project, { file: from, inside }, specifier))])];
}

function usualFile(project: Project, parent: RustModule, name: string): string[] {
  const plain = withoutMark(name);
  return firstOf(
    project,
    foldersOf(project, parent).flatMap((folder) => [
      joinPath(folder, `${plain}.rs`),
      joinPath(folder, `${plain}/mod.rs`),
    ]),
  );
}

/** Modules of this name, without `r#`, directly in another one; several when conditions decide. */
export function childrenOf(project: Project, parent: RustModule, name: string): RustModule[] {
  const { file, inside } = parent;
  const depth = inside.length;
  const below = (placesOf(project).byFile.get(file) ?? []).filter(({ details }) =>
    inside.every((module, at) => details?.inside?.[at]?.name === module.name),
  );
  const same = below.filter(
    ({ specifier, details }) => withoutMark(specifier) === name && (details?.inside ?? []).length === depth,
  );
  const usual = usualFile(project, parent, name);
  if (same.length > 0) {
    const files = same.flatMap((declaration) => filesOf(project, declaration));
    // Under another condition it may be the usual file, unless that is a module of another name.
    const others = usual.filter((path) => !placesOf(project).parents.has(path));
    return [...new Set([...files, ...others])].map((path) => wholeFile(path));
  }
  const inline = below
    .map(({ details }) => details?.inside?.[depth])
    .find((module) => module !== undefined && withoutMark(module.name) === name);
  return inline === undefined
    ? usual.map((path) => wholeFile(path))
    : [{ file, inside: [...inside, inline] }];
}

export function parentOf(project: Project, { file, inside }: RustModule): RustModule | undefined {
  if (inside.length > 0) return { file, inside: inside.slice(0, -1) };
  const placed = placesOf(project).parents.get(file) ?? [];
  const usual = isRootModule(project, file) ? undefined : usualParent(project, file);
  const all = usual === undefined ? placed : [...placed, wholeFile(usual)];
  const nearness = (module: RustModule): number =>
    sharedStart(folderOf(module.file).split("/"), folderOf(file).split("/"));
  return all.toSorted((a, b) => nearness(b) - nearness(a))[0];
}

/** The root module of the crate that a file belongs to, undefined when the way up is broken. */
export function rootOf(project: Project, file: string): string | undefined {
  const seen = new Set<string>();
  let at: RustModule | undefined = wholeFile(file);
  while (at !== undefined && !seen.has(at.file)) {
    if (isRootModule(project, at.file)) return at.file;
    seen.add(at.file);
    at = parentOf(project, wholeFile(at.file));
  }
  return undefined;
}

export function wholeFile(file: string): RustModule {
  return { file, inside: [] };
}

/** `r#type` is the module `type`. */
export function withoutMark(name: string): string {
  return name.replace(/^r#/, "");
}

/** Folders in which the files of a module's children lie, the likeliest first. */
function foldersOf(project: Project, { file, inside }: RustModule): string[] {
  const start = inside[0]?.path === undefined ? foldersOfFile(project, file) : [folderOf(file)];
  return inside.reduce<string[]>(
    (folders, { name, path }) =>
      folders.flatMap((folder) => joinInside(folder, path ?? withoutMark(name)) ?? []),
    start,
  );
}

function foldersOfFile(project: Project, file: string): string[] {
  const folder = folderOf(file);
  if (/^(?:mod|lib|main)\.rs$/.test(baseName(file)) || isRootModule(project, file)) return [folder];
  const own = joinPath(folder, baseName(file).replace(/\.rs$/, "")) ?? folder;
  return placesOf(project).byPath.has(file) ? [folder, own] : [own];
}

/** Undefined for what leaves the root, and for an absolute path. */
function joinInside(folder: string, path: string): string | undefined {
  return path.startsWith("/") ? undefined : joinPath(folder, path);
}

/** The file that has `file` as a child when nothing but its name says so. */
function usualParent(project: Project, file: string): string | undefined {
  const folder = baseName(file) === "mod.rs" ? folderOf(folderOf(file)) : folderOf(file);
  const inFolder = (name: string): string | undefined => joinPath(folder, name);
  const candidates = [inFolder("mod.rs"), `${folder}.rs`, inFolder("lib.rs"), inFolder("main.rs")];
  const { byPath } = placesOf(project);
  const besidePath = byPath.has(file) ? [] : [...byPath].filter((path) => folderOf(path) === folder);
  return firstOf(
    project,
    [...candidates, ...rootsIn(project, folder), ...besidePath].filter((path) => path !== file),
  )[0];
}
