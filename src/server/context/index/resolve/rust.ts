/**
 * Rust: `mod x;` is a child file; `use` paths start at `crate`, `self`, `super` or the name of a crate of the
 * workspace, and the longest prefix that is a module file is the target (what follows are items in it).
 */
import { baseName, firstOf, folderOf, type Project, type Resolver } from "./project.ts";

interface Crate {
  readonly name: string;
  /** Folder of the crate's root module. */
  readonly source: string;
}

const crates = new WeakMap<Project, readonly Crate[]>();

function cratesOf(project: Project): readonly Crate[] {
  const known = crates.get(project);
  if (known !== undefined) return known;
  const found = project.named("Cargo.toml").flatMap((manifest) => {
    const text = project.read(manifest) ?? "";
    const name = /^\s*\[(?:package|lib)\][^[]*?^\s*name\s*=\s*"([^"]+)"/m.exec(text)?.[1];
    if (name === undefined) return [];
    const folder = folderOf(manifest);
    return [{ name: name.replaceAll("-", "_"), source: folder === "" ? "src" : `${folder}/src` }];
  });
  found.sort((a, b) => b.source.length - a.source.length);
  crates.set(project, found);
  return found;
}

/** Folder in which the children of a module file live. */
function childFolder(path: string): string {
  const name = baseName(path);
  const folder = folderOf(path);
  if (name === "mod.rs" || name === "lib.rs" || name === "main.rs") return folder;
  return folder === "" ? name.slice(0, -3) : `${folder}/${name.slice(0, -3)}`;
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function child(project: Project, folder: string, name: string): string | undefined {
  return firstOf(project, [join(folder, `${name}.rs`), join(folder, `${name}/mod.rs`)])[0];
}

function rootModule(project: Project, source: string): string | undefined {
  return firstOf(project, [join(source, "lib.rs"), join(source, "main.rs")])[0];
}

/** Follows module names downwards; the last file reached. */
function descend(project: Project, start: string | undefined, names: readonly string[]): string[] {
  let module = start;
  for (const name of names) {
    const next = module === undefined ? undefined : child(project, childFolder(module), name);
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
  const other = cratesOf(project).find((crate) => crate.name === first);
  if (other !== undefined) return descend(project, rootModule(project, other.source), path);
  const sibling = child(project, childFolder(from), first);
  return sibling === undefined ? [] : descend(project, sibling, path);
}

export const resolveRust: Resolver = ({ from, specifier, form, names }, project) => {
  if (form === "module")
    return [child(project, childFolder(from), specifier)].filter((file) => file !== undefined);
  const [first = "", ...rest] = specifier.split("::").filter((part) => part !== "");
  const path = [...rest, ...(names.length === 1 ? names : [])];
  switch (first) {
    case "crate": {
      const own = cratesOf(project).find((crate) => from.startsWith(`${crate.source}/`));
      return descend(project, own && rootModule(project, own.source), path);
    }
    case "self":
      return descend(project, from, path);
    case "super":
      return fromSuper(project, from, path);
    default:
      return fromName(project, from, first, path);
  }
};
