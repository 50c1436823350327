/**
 * Python: dotted names from any source root (a folder that holds the top package, found by walking up from the
 * importing file, among `src`-like folders, and in the other projects of the workspace), relative imports by their
 * dots; `from package import module` reaches the module's file too. The folders of a package are no source roots: in
 * `shop/cart.py`, `import json` is the standard library's and not `shop/json.py`.
 */
import { baseName, folderOf } from "../folders.ts";
import { joinPath, type Project, type Resolver } from "./project.ts";
import standardLibrary from "./python-standard-library.json" with { type: "json" };

const STANDARD: ReadonlySet<string> = new Set(standardLibrary);

function moduleAt(project: Project, base: string): string | undefined {
  const init = join(base, "__init__.py");
  return [init, `${base}.py`, `${init}i`, `${base}.pyi`].find((candidate) => project.has(candidate));
}

function join(folder: string, path: string): string {
  return folder === "" ? path : `${folder}/${path}`;
}

/** The folders above a file, the root excluded, nearest last. */
function ancestorsOf(from: string): string[] {
  const ancestors: string[] = [];
  for (let folder = folderOf(from); folder !== ""; folder = folderOf(folder)) ancestors.push(folder);
  return ancestors.reverse();
}

/** Folders an absolute import may start from, in order; `top` is the first of its names. */
function* roots(project: Project, from: string, top: string): Generator<string> {
  yield* ["", "src", "lib", "python"];
  const ancestors = ancestorsOf(from);
  const isPackage = (folder: string): boolean =>
    project.has(`${folder}/__init__.py`) || project.has(`${folder}/__init__.pyi`);
  const packages = ancestors.filter(isPackage);
  for (const folder of ancestors) {
    if (!packages.includes(folder)) yield folder;
    yield `${folder}/src`;
  }
  yield* otherRoots(project, top);
  // Programs that are started inside of a package's folder find what lies beside them.
  if (!STANDARD.has(top)) yield* packages;
}

const PROJECT_FILES = ["pyproject.toml", "setup.py", "setup.cfg"];
const SOURCE_FOLDERS: ReadonlySet<string> = new Set(["src", "lib", "python"]);

/** Folders of other projects that hold the package `top`. */
function otherRoots(project: Project, top: string): string[] {
  const isProject = (folder: string): boolean =>
    PROJECT_FILES.some((name) => project.has(join(folder, name)));
  return project
    .foldersNamed(top)
    .map(folderOf)
    .filter((root) => isProject(root) || (SOURCE_FOLDERS.has(baseName(root)) && isProject(folderOf(root))));
}

function withMembers(project: Project, base: string, names: readonly string[]): string[] {
  const found = new Set<string>();
  const module = moduleAt(project, base);
  if (module !== undefined) found.add(module);
  for (const name of names) {
    const member = moduleAt(project, join(base, name));
    if (member !== undefined) found.add(member);
  }
  return [...found];
}

export const resolvePython: Resolver = ({ from, specifier, names }, project) => {
  const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
  const path = specifier.slice(dots).replaceAll(".", "/");
  if (dots > 0) {
    const base = joinPath(folderOf(from), `${"../".repeat(dots - 1)}${path}`);
    return base === undefined ? [] : withMembers(project, base, names);
  }
  for (const root of roots(project, from, path.split("/")[0] ?? "")) {
    const found = withMembers(project, join(root, path), names);
    if (found.length > 0) return found;
  }
  return [];
};
