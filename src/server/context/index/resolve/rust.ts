/**
 * Rust: `mod x;` is a child file; `use` paths start at `crate`, `self`, `super` or the name of a crate of the
 * workspace, and the longest prefix that is a module is the target: its file (what follows are items in it).
 */
import { crateNamed, cratesOf, ownCrate } from "./cargo.ts";
import type { ImportToResolve, Project, Resolver } from "./project.ts";
import {
  childrenOf,
  filesOf,
  moduleOf,
  parentOf,
  type RustModule,
  rootOf,
  wholeFile,
  withoutMark,
} from "./rust-modules.ts";

/** Follows module names downwards; the files of the last modules reached. */
function descend(project: Project, starts: readonly RustModule[], names: readonly string[]): string[] {
  let modules = starts;
  for (const name of names) {
    const next = modules.flatMap((module) => childrenOf(project, module, name));
    if (next.length === 0) break;
    modules = withoutRepeats(next);
  }
  return [...new Set(modules.map(({ file }) => file))];
}

/** Modules that declare each other under conditions would otherwise double with every name. */
function withoutRepeats(modules: readonly RustModule[]): readonly RustModule[] {
  if (modules.length === 1) return modules;
  const keyOf = ({ file, inside }: RustModule): string =>
    [file, ...inside.map(({ name }) => name)].join("::");
  return [...new Map(modules.map((module) => [keyOf(module), module])).values()];
}

function rootFor(project: Project, from: string): RustModule[] {
  const isInside = (source: string): boolean => source === "" || from.startsWith(`${source}/`);
  const root = rootOf(project, from) ?? cratesOf(project).find(({ source }) => isInside(source))?.root;
  return root === undefined ? [] : [wholeFile(root)];
}

/** `path` begins with `self` or `super`. */
function fromHere(project: Project, wanted: ImportToResolve, path: readonly string[]): string[] {
  let module: RustModule | undefined = moduleOf(wanted);
  let at = path[0] === "self" ? 1 : 0;
  for (; path[at] === "super" && module !== undefined; at++) module = parentOf(project, module);
  return module === undefined ? [] : descend(project, [module], path.slice(at));
}

/** `use first::…`: a crate of the workspace, or a child module; in the edition of 2015 a child of the root comes first. */
function fromName(
  project: Project,
  wanted: ImportToResolve,
  [first = "", ...path]: readonly string[],
): string[] {
  const { from, specifier } = wanted;
  const old = ownCrate(project, from)?.fromRoot === true;
  if (old) {
    const root = rootFor(project, from);
    const inRoot = root.flatMap((module) => childrenOf(project, module, first));
    if (inRoot.length > 0) return descend(project, inRoot, path);
    // By its name an item of the root itself: crates and modules have small letters.
    if (/^\p{Lu}/u.test(first)) return descend(project, root, []);
  }
  const other = crateNamed(project, from, first);
  if (other?.root !== undefined) return descend(project, [wholeFile(other.root)], path);
  if (!old && specifier.startsWith("::")) return [];
  return descend(project, childrenOf(project, moduleOf(wanted), first), path);
}

export const resolveRust: Resolver = (wanted, project) => {
  if (wanted.form === "module") return filesOf(project, wanted);
  const path = wanted.specifier
    .split("::")
    .filter((part) => part !== "")
    .map(withoutMark);
  switch (path[0]) {
    case undefined:
      return [];
    case "crate":
      return descend(project, rootFor(project, wanted.from), path.slice(1));
    case "self":
    case "super":
      return fromHere(project, wanted, path);
    default:
      return fromName(project, wanted, path);
  }
};
