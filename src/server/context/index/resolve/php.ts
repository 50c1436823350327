/**
 * PHP: a name is a file by PSR-4, PSR-0 or a class map of the workspace's `composer.json`, else by the end of its path;
 * `use function` and `use const` reach the files that Composer always loads. `include` and `require` name a file beside
 * `__DIR__`, `dirname(…)` or the including file.
 */
import { folderOf } from "../folders.ts";
import { endingWith } from "./by-path.ts";
import { type ComposerMapping, classmapsFor, mappingsFor } from "./composer.ts";
import { valueName } from "./php-declarations.ts";
import { resolvePhpInclude } from "./php-include.ts";
import { firstOf, joinPath, type Project, type Resolver } from "./project.ts";

/** The file that a mapping gives a class. */
function fileBy({ kind, prefix, folder }: ComposerMapping, name: string): string | undefined {
  const border = name.lastIndexOf("\\") + 1;
  const path =
    kind === "psr-4"
      ? name.slice(prefix.length)
      : name.slice(0, border) + name.slice(border).replaceAll("_", "\\");
  return joinPath(folder, `${path.replaceAll("\\", "/")}.php`);
}

/** In the folders of a class map a file is called like its class, and declares it in whatever namespace. */
function byClassmap(project: Project, from: string, name: string): string[] {
  const candidates = endingWith(project, `${name.slice(name.lastIndexOf("\\") + 1)}.php`, from);
  if (candidates.length === 0) return [];
  for (const { classmap } of classmapsFor(project, from)) {
    const found = candidates.find(
      (path) => classmap.some((entry) => isBelow(path, entry)) && project.declared(path).has(name),
    );
    if (found !== undefined) return [found];
  }
  return [];
}

/** `entry` is a file, a folder, or a pattern of folders, of which the part before the star counts. */
function isBelow(path: string, entry: string): boolean {
  const star = entry.indexOf("*");
  const folder = star === -1 ? entry : folderOf(entry.slice(0, star));
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

/** Functions and constants have no file of their own: one of those that their package always loads declares them. */
function filesWithValue(project: Project, from: string, name: string): string[] {
  const owners = new Set(mappingsFor(project, from, name).map(({ owner }) => owner));
  for (const { files } of owners) {
    const found = files.filter((path) => project.has(path) && project.declared(path).has(valueName(name)));
    if (found.length > 0) return found;
  }
  return [];
}

/** Without a manifest that knows it: the nearest file whose path ends with the full name. */
function byPath(project: Project, from: string, name: string): string[] {
  // A name without a namespace is mostly a class of PHP itself, not the file beside this one.
  return name.includes("\\")
    ? endingWith(project, `${name.replaceAll("\\", "/")}.php`, from).slice(0, 1)
    : [];
}

export const resolvePhp: Resolver = (wanted, project) => {
  if (wanted.form === "include") return resolvePhpInclude(wanted, project);
  const { from, details } = wanted;
  const name = wanted.specifier.replace(/^\\/, "");
  const mapped = firstOf(
    project,
    mappingsFor(project, from, name).map((mapping) => fileBy(mapping, name)),
  );
  if (mapped.length > 0) return mapped;
  const find = details?.value === true ? filesWithValue : byClassmap;
  const found = find(project, from, name);
  return found.length > 0 ? found : byPath(project, from, name);
};
