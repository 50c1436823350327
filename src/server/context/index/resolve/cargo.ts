/** Crates of a workspace, by their `Cargo.toml`: names, the file of the root module, and renamed dependencies. */
import { folderOf } from "../folders.ts";
import { firstOf, joinPath, type Project } from "./project.ts";

export interface Crate {
  /** As code writes it, with underscores. */
  readonly name: string;
  /** Folder of `Cargo.toml`. */
  readonly folder: string;
  /** Folder of the crate's root module. */
  readonly source: string;
  /** The file of the root module, when the workspace has it. */
  readonly root: string | undefined;
  /** Root modules of its programs, tests, examples and benchmarks that `Cargo.toml` names. */
  readonly targets: ReadonlySet<string>;
  /** Of the edition of 2015, in which `use` starts at the root of the crate. */
  readonly fromRoot: boolean;
  /** Names that this crate gives to dependencies → their own names. */
  readonly renamed: ReadonlyMap<string, string>;
}

const crates = new WeakMap<Project, readonly Crate[]>();

/** Deepest first. */
export function cratesOf(project: Project): readonly Crate[] {
  const known = crates.get(project);
  if (known !== undefined) return known;
  const found = project
    .named("Cargo.toml")
    .flatMap((manifest) => crateOf(project, folderOf(manifest), project.read(manifest) ?? "") ?? []);
  found.sort((a, b) => b.source.length - a.source.length);
  crates.set(project, found);
  return found;
}

/** Those that Cargo finds by itself, in the folder of `Cargo.toml`. */
const USUAL_TARGET =
  /^(?:(?:tests|examples|benches|src\/bin)\/(?:[^/]+|[^/]+\/main)|src\/(?:lib|main)|build)\.rs$/;

const targets = new WeakMap<Project, Map<string, boolean>>();

/** Whether a file is the root module of a crate: its children lie beside it. */
export function isRootModule(project: Project, path: string): boolean {
  const known = targets.get(project) ?? new Map<string, boolean>();
  targets.set(project, known);
  const found = known.get(path) ?? isTarget(project, path);
  known.set(path, found);
  return found;
}

const roots = new WeakMap<Project, ReadonlyMap<string, readonly string[]>>();

/** Root modules that `Cargo.toml` names in a folder. */
export function rootsIn(project: Project, folder: string): readonly string[] {
  const known = roots.get(project) ?? Map.groupBy(allRoots(project), folderOf);
  roots.set(project, known);
  return known.get(folder) ?? [];
}

function allRoots(project: Project): string[] {
  const named = cratesOf(project).flatMap(({ root, targets }) => [root, ...targets]);
  return [...new Set(named)].filter((path): path is string => path !== undefined && project.has(path));
}

function isTarget(project: Project, path: string): boolean {
  return cratesOf(project).some(({ root, folder, targets }) => {
    if (root === path || targets.has(path)) return true;
    const inside = folder === "" ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : "";
    return USUAL_TARGET.test(inside);
  });
}

/** The crate that code in `from` calls `name`. */
export function crateNamed(project: Project, from: string, name: string): Crate | undefined {
  const real = ownCrate(project, from)?.renamed.get(name) ?? name;
  return cratesOf(project).find((crate) => crate.name === real);
}

/** Of the package that a file is in. */
export function ownCrate(project: Project, from: string): Crate | undefined {
  return cratesOf(project).find(({ folder }) => folder === "" || from.startsWith(`${folder}/`));
}

function crateOf(project: Project, folder: string, text: string): Crate | undefined {
  const sections = sectionsOf(text);
  const lib = sections.get("lib") ?? "";
  const name = valueOf(lib, "name") ?? valueOf(sections.get("package") ?? "", "name");
  if (name === undefined) return undefined;
  const inside = (path: string): string | undefined => joinPath(folder, path);
  const [root] = firstOf(project, [inside(valueOf(lib, "path") ?? "src/lib.rs"), inside("src/main.rs")]);
  const source = root === undefined ? (inside("src") ?? folder) : folderOf(root);
  const targets = ["bin", "test", "example", "bench"].flatMap((kind) =>
    [...(sections.get(kind) ?? "").matchAll(/^[ \t]*path\s*=\s*["']([^"']+)["']/gm)].map(([, at = ""]) =>
      inside(at),
    ),
  );
  return {
    name: name.replaceAll("-", "_"),
    folder,
    source,
    root,
    targets: new Set(targets.filter((path) => path !== undefined)),
    fromRoot: editionOf(project, folder, sections) === OLDEST,
    renamed: renamedIn(sections),
  };
}

/** What a package is of that says nothing. */
const OLDEST = "2015";
const INHERITED = /^[ \t]*edition\s*(?:\.\s*workspace\s*=|=\s*\{[^}\n]*\bworkspace\s*=)\s*true\b/m;

function editionOf(
  project: Project,
  folder: string,
  sections: ReadonlyMap<string, string>,
): string | undefined {
  const own = sections.get("package") ?? "";
  const given = valueOf(own, "edition");
  if (given !== undefined || !INHERITED.test(own)) return given ?? OLDEST;
  for (let at = folder; ; at = folderOf(at)) {
    const manifest = joinPath(at, "Cargo.toml") ?? "";
    const shared = project.has(manifest) ? sectionsOf(project.read(manifest) ?? "") : sections;
    const edition = valueOf(shared.get("workspace.package") ?? "", "edition");
    if (edition !== undefined || at === "") return edition;
  }
}

/** Lines of each `[section]`. */
function sectionsOf(text: string): Map<string, string> {
  const sections = new Map<string, string>();
  let current = "";
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[{1,2}([^[\]]+)\]{1,2}\s*(?:#.*)?$/.exec(line)?.[1]?.trim();
    if (heading === undefined) sections.set(current, `${sections.get(current) ?? ""}${line}\n`);
    else current = heading;
  }
  return sections;
}

function valueOf(section: string, key: string): string | undefined {
  return new RegExp(`^[ \\t]*${key}\\s*=\\s*["']([^"']+)["']`, "m").exec(section)?.[1];
}

/** `cash = { package = "money-lib", … }`, or the same as a section of its own. */
function renamedIn(sections: ReadonlyMap<string, string>): Map<string, string> {
  const renamed = new Map<string, string>();
  const add = (name: string, real: string | undefined): void => {
    if (real !== undefined) renamed.set(name.replaceAll("-", "_"), real.replaceAll("-", "_"));
  };
  for (const [heading, lines] of sections) {
    if (!/dependencies(?:\.|$)/.test(heading)) continue;
    const own = /dependencies\.(.+)$/.exec(heading)?.[1];
    if (own !== undefined) add(own, valueOf(lines, "package"));
    else
      for (const [, name = "", real] of lines.matchAll(
        /^[ \t]*([\w-]+)\s*=\s*\{[^}\n]*\bpackage\s*=\s*["']([^"']+)["']/gm,
      ))
        add(name, real);
  }
  return renamed;
}
