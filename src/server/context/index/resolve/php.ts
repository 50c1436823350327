/**
 * PHP: a name is a file by PSR-4, PSR-0 or a class map of the workspace's `composer.json`, else by the end of its path;
 * `use function` and `use const` reach the files that Composer always loads. `include` and `require` name a file beside
 * `__DIR__`, `dirname(…)` or the including file.
 */
import { endingWith } from "./by-path.ts";
import { type ComposerMapping, classmapsFor, mappingsFor, packagesOf } from "./composer.ts";
import { resolvePhpInclude } from "./php-include.ts";
import { firstOf, folderOf, joinPath, type Project, type Resolver } from "./project.ts";

/** The file that a mapping gives a class. */
function fileBy({ kind, prefix, folder }: ComposerMapping, name: string): string | undefined {
  const border = name.lastIndexOf("\\") + 1;
  const path =
    kind === "psr-4"
      ? name.slice(prefix.length)
      : name.slice(0, border) + name.slice(border).replaceAll("_", "\\");
  return joinPath(folder, `${path.replaceAll("\\", "/")}.php`);
}

/** Whether a text is of the namespace of a full name. */
function isOfNamespace(text: string, name: string): boolean {
  const namespace = /(?:^|<\?php|;)[ \t]*namespace\s+([\p{L}\p{N}_\\]+)/mu.exec(text)?.[1] ?? "";
  return namespace === name.slice(0, Math.max(0, name.lastIndexOf("\\")));
}

/** In the folders of a class map a file is called like its class, and says of which namespace it is. */
function byClassmap(project: Project, from: string, name: string): string[] {
  const candidates = endingWith(project, `${name.slice(name.lastIndexOf("\\") + 1)}.php`, from);
  if (candidates.length === 0) return [];
  for (const { classmap } of classmapsFor(project, from)) {
    const found = candidates.find(
      (path) =>
        classmap.some((entry) => isBelow(path, entry)) && isOfNamespace(project.read(path) ?? "", name),
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

/** Whether an import may lead to a file, or past it, for what its text declares. */
export function isSearched(project: Project, path: string): boolean {
  return packagesOf(project).some(
    ({ classmap, files }) => files.includes(path) || classmap.some((entry) => isBelow(path, entry)),
  );
}

/** Functions and constants have no file of their own: one of those that their package always loads declares them. */
function filesWithValue(project: Project, from: string, name: string): string[] {
  const plain = name.slice(name.lastIndexOf("\\") + 1);
  if (!/^[\p{L}\p{N}_]+$/u.test(plain)) return [];
  const declaration = new RegExp(
    `\\b(?:function\\s+(?:&\\s*)?|const\\s+(?:\\w+\\s+)?)${plain}(?![\\p{L}\\p{N}_])`,
    "u",
  );
  const owners = new Set(mappingsFor(project, from, name).map(({ owner }) => owner));
  for (const { files } of owners) {
    const found = files.filter((path) => {
      const text = project.has(path) ? (project.read(path) ?? "") : "";
      return declaration.test(text) && isOfNamespace(text, name);
    });
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
