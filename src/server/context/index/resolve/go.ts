/** Go: import path = module path of the nearest `go.mod` + folder; every non-test file of the folder is reached. */
import { folderOf } from "../folders.ts";
import type { Project, Resolver } from "./project.ts";

const modules = new WeakMap<Project, ReadonlyArray<{ readonly path: string; readonly folder: string }>>();

function modulesOf(project: Project) {
  const known = modules.get(project);
  if (known !== undefined) return known;
  const found = project.named("go.mod").flatMap((file) => {
    const path = /^\s*module\s+"?([^\s"]+)/m.exec(project.read(file) ?? "")?.[1];
    return path === undefined ? [] : [{ path, folder: folderOf(file) }];
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
