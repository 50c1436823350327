/**
 * Rust: `mod x;` is a child file; `use` paths start at `crate`, `self`, `super` or the name of a crate of the
 * workspace, and the longest prefix that is a module file is the target (what follows are items in it).
 */
import { crateNamed, cratesOf, isRootModule } from "./cargo.ts";
import { baseName, firstOf, folderOf, type Project, type Resolver } from "./project.ts";

/** Folder in which the children of a module file live. */
function childFolder(project: Project, path: string): string {
  const name = baseName(path);
  const folder = folderOf(path);
  if (name === "mod.rs" || name === "lib.rs" || name === "main.rs") return folder;
  if (isRootModule(project, path)) return folder;
  return folder === "" ? name.slice(0, -3) : `${folder}/${name.slice(0, -3)}`;
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function child(project: Project, folder: string, name: string): string | undefined {
  return firstOf(project, [join(folder, `${name}.rs`), join(folder, `${name}/mod.rs`)])[0];
}

/** Follows module names downwards; the last file reached. */
function descend(project: Project, start: string | undefined, names: readonly string[]): string[] {
  let module = start;
  for (const name of names) {
    const next = module === undefined ? undefined : child(project, childFolder(project, module), name);
    if (next === undefined) break;
    module = next;
  }
  return module === undefined ? [] : [module];
}

function parentModule(project: Project, path: string): string | undefined {
  const folder = baseName(path) === "mod.rs" ? folderOf(folderOf(path)) : folderOf(path);
  return firstOf(project, [
    join(folder, "mod.rs"),
    `${folder}.rs`,
    join(folder, "lib.rs"),
    join(folder, "main.rs"),
  ])[0];
}

function fromSuper(project: Project, from: string, path: readonly string[]): string[] {
  let up = parentModule(project, from);
  let skip = 0;
  for (; path[skip] === "super" && up !== undefined; skip++) up = parentModule(project, up);
  return descend(project, up, path.slice(skip));
}

/** `use first::…`: a crate of the workspace, or a child module of the file (2015 paths, and re-exports). */
function fromName(project: Project, from: string, first: string, path: readonly string[]): string[] {
  const other = crateNamed(project, from, first);
  if (other !== undefined) return descend(project, other.root, path);
  const sibling = child(project, childFolder(project, from), first);
  return sibling === undefined ? [] : descend(project, sibling, path);
}

export const resolveRust: Resolver = ({ from, specifier, form, names }, project) => {
  if (form === "module")
    return [child(project, childFolder(project, from), specifier)].filter((file) => file !== undefined);
  const [first = "", ...rest] = specifier.split("::").filter((part) => part !== "");
  const path = [...rest, ...(names.length === 1 ? names : [])];
  switch (first) {
    case "crate": {
      const isInside = (source: string): boolean => source === "" || from.startsWith(`${source}/`);
      const own = cratesOf(project).find((crate) => isInside(crate.source));
      return descend(project, isRootModule(project, from) ? from : own?.root, path);
    }
    case "self":
      return descend(project, from, path);
    case "super":
      return fromSuper(project, from, path);
    default:
      return fromName(project, from, first, path);
  }
};
