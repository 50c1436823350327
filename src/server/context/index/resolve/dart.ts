/**
 * Dart: `package:` and the name of a package of the workspace (`pubspec.yaml`) begin at its `lib` folder; all other
 * paths are relative to the file. Rules: the documentation of Dart's packages.
 */
import { folderOf } from "../folders.ts";
import { endingWith } from "./by-path.ts";
import { firstOf, joinPath, type Project, type Resolver } from "./project.ts";

const known = new WeakMap<Project, ReadonlyMap<string, readonly string[]>>();

/** Folders of the packages of each name. */
function packagesOf(project: Project): ReadonlyMap<string, readonly string[]> {
  const found = known.get(project);
  if (found !== undefined) return found;
  const packages = new Map<string, string[]>();
  for (const path of project.named("pubspec.yaml")) {
    const name = /^name:[ \t]*["']?(\w+)/m.exec(project.read(path) ?? "")?.[1];
    if (name !== undefined) packages.set(name, [...(packages.get(name) ?? []), folderOf(path)]);
  }
  known.set(project, packages);
  return packages;
}

export const resolveDart: Resolver = ({ from, specifier }, project) => {
  const [, name, path = ""] = /^package:([^/]+)\/(.*)$/.exec(specifier) ?? [];
  if (name === undefined) return firstOf(project, [joinPath(folderOf(from), specifier)]);
  const packages = packagesOf(project);
  // A part of a package was opened.
  if (packages.size === 0) return endingWith(project, path, from).slice(0, 1);
  const isAround = (folder: string): boolean => folder === "" || from.startsWith(`${folder}/`);
  const folders = (packages.get(name) ?? []).toSorted((a, b) => Number(isAround(b)) - Number(isAround(a)));
  return firstOf(
    project,
    folders.map((folder) => joinPath(folder, `lib/${path}`)),
  );
};
