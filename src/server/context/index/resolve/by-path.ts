/**
 * Languages whose imports name a file by the end of its path: Java, Kotlin and Scala packages, C includes, Lua
 * modules. The candidate whose path shares the longest prefix with the importing file wins.
 */
import { baseName, folderOf } from "../folders.ts";
import { firstOf, joinPath, type Project, type Resolver } from "./project.ts";

function sharedPrefix(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

/** Files whose path ends with `ending` at a folder border, nearest to `from` first. */
export function endingWith(project: Project, ending: string, from: string): string[] {
  return nearest(project.named(baseName(ending)), ending, from);
}

/** Those of `paths` that end with `ending` at a folder border, nearest to `from` first. */
function nearest(paths: readonly string[], ending: string, from: string): string[] {
  const found = paths.filter((path) => path === ending || path.endsWith(`/${ending}`));
  return found.sort((a, b) => sharedPrefix(b, from) - sharedPrefix(a, from) || (a < b ? -1 : 1));
}

const JVM_EXTENSIONS = [".java", ".kt", ".scala"];

/** `java.util.List`, `com.shop.*`, `com.shop.{Cart, Item}`: the class file, or every file of the package. */
export const resolveJvm: Resolver = ({ from, specifier, names }, project) => {
  const parts = specifier
    .replace(/^static\s+/, "")
    .split(".")
    .filter((part) => part !== "*" && part !== "_" && part !== "");
  const tries = [parts, ...names.filter((name) => name !== "*").map((name) => [...parts, name])];
  for (const path of tries.reverse()) {
    // The last parts may be a nested class or a static member.
    for (let length = path.length; length >= Math.max(2, path.length - 2); length--) {
      for (const extension of JVM_EXTENSIONS) {
        const found = endingWith(project, path.slice(0, length).join("/") + extension, from);
        if (found.length > 0) return found.slice(0, 1);
      }
    }
  }
  const wildcard = names.includes("*") || names.includes("_") || /[.][*_]$/.test(specifier);
  return wildcard ? filesOfPackage(project, parts.join("/"), from) : [];
};

/** Every file of a package, which may lie in several source folders. */
function filesOfPackage(project: Project, ending: string, from: string): string[] {
  return nearest(project.foldersNamed(baseName(ending)), ending, from)
    .flatMap((folder) => project.filesIn(folder))
    .filter((path) => JVM_EXTENSIONS.some((extension) => path.endsWith(extension)));
}

/** Headers of the language itself. */
const STANDARD_HEADER =
  /^(?:assert|complex|ctype|errno|fenv|float|inttypes|iso646|limits|locale|math|setjmp|signal|std\w+|string|tgmath|threads|time|uchar|wchar|wctype)\.h$/;

/** `"cart.h"` beside the file first, then by the end of its path; `<cart.h>` by the end of its path. */
export const resolveInclude: Resolver = ({ from, specifier }, project) => {
  const plain = specifier.replace(/^[<"]|[>"]$/g, "");
  // A library of C has them in such a folder; `src/time.h` is another header.
  if (specifier.startsWith("<") && STANDARD_HEADER.test(plain))
    return endingWith(project, `include/${plain}`, from).slice(0, 1);
  const beside = firstOf(project, [joinPath(folderOf(from), plain)]);
  if (beside.length > 0) return beside;
  return endingWith(project, plain.replace(/^(?:\.\.?\/)+/, ""), from).slice(0, 1);
};

/** Paths written with or without an extension: Lua, Zig, Bash, CSS. */
export function resolveWithExtensions(extensions: readonly string[], separator: RegExp): Resolver {
  return ({ from, specifier }, project) => {
    const plain = specifier.replace(/^[<"']|[>"']$/g, "");
    const path = plain.startsWith(".") ? plain : plain.replace(separator, "/");
    for (const extension of ["", ...extensions]) {
      const beside = firstOf(project, [joinPath(folderOf(from), path + extension)]);
      if (beside.length > 0) return beside;
    }
    if (!path.includes("/") && separator.source !== "\\.") return [];
    for (const extension of extensions) {
      const found = endingWith(project, path.replace(/^(?:\.\.?\/)+/, "") + extension, from);
      if (found.length > 0) return found.slice(0, 1);
    }
    return [];
  };
}

const resolveScript = resolveWithExtensions([".sh", ".bash"], /::/g);

/** A folder that the script works out when it runs: `$DIR/`, `${ROOT}/`, `$(dirname "$0")/`. */
const RUNTIME_FOLDER = /^["']?(?:\$\w+|\$\{[^}]*\}|\$\((?:[^()]|\([^()]*\))*\))["']?\//;

/** `source ./lib.sh`, `. "$(dirname "$0")/lib.sh"`: beside the script, then by the end of the path. */
export const resolveShell: Resolver = (wanted, project) => {
  const plain = wanted.specifier.replace(/^["']|["']$/g, "");
  const inside = plain.replace(RUNTIME_FOLDER, "");
  if (inside === plain) return resolveScript({ ...wanted, specifier: plain }, project);
  const beside = firstOf(project, [joinPath(folderOf(wanted.from), inside)]);
  return beside.length > 0
    ? beside
    : endingWith(project, inside.replace(/^(?:\.\.?\/)+/, ""), wanted.from).slice(0, 1);
};
