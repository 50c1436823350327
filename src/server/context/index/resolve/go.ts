/**
 * Go: import path = module path of a `go.mod`, or one that it replaces by a folder, + folder; every non-test file of the
 * folder is reached.
 */
import { folderOf } from "../folders.ts";
import { joinPath, type Project, type Resolver } from "./project.ts";

interface Module {
  readonly path: string;
  readonly folder: string;
}

const MODULE = /^[ \t]*module[ \t]+"?([^\s"]+)/m;
/** `replace example.com/money => ../money`, also inside parentheses. */
const REPLACED =
  /^[ \t]*(?:replace[ \t]+)?"?([^\s"()]+)"?(?:[ \t]+v\S+)?[ \t]+=>[ \t]+"?(\.\.?(?:\/[^\s"]*)?)/gm;

const modules = new WeakMap<Project, readonly Module[]>();

function modulesOf(project: Project): readonly Module[] {
  const known = modules.get(project);
  if (known !== undefined) return known;
  const found = project.named("go.mod").flatMap((file) => {
    const text = project.read(file) ?? "";
    const path = MODULE.exec(text)?.[1];
    const replaced = [...text.matchAll(REPLACED)].flatMap(([, old = "", place = ""]): Module[] => {
      const folder = joinPath(folderOf(file), place);
      return folder === undefined ? [] : [{ path: old, folder }];
    });
    return path === undefined ? replaced : [{ path, folder: folderOf(file) }, ...replaced];
  });
  found.sort((a, b) => b.path.length - a.path.length);
  modules.set(project, found);
  return found;
}

export const resolveGo: Resolver = ({ specifier }, project) => {
  for (const module of modulesOf(project)) {
    if (specifier !== module.path && !specifier.startsWith(`${module.path}/`)) continue;
    const inside = specifier.slice(module.path.length + 1);
    const folder = [module.folder, inside].filter((part) => part !== "").join("/");
    const files = project
      .filesIn(folder)
      .filter((path) => path.endsWith(".go") && !path.endsWith("_test.go"));
    if (files.length > 0) return files;
  }
  return [];
};
