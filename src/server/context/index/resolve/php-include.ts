/** `include` and `require` of PHP: where the expression behind the keyword leads, as far as it can be read. */
import { folderOf } from "../folders.ts";
import { endingWith } from "./by-path.ts";
import { packageFolder } from "./composer.ts";
import { firstOf, type ImportToResolve, joinPath, type Project } from "./project.ts";

/** What is known of a path: the folder it starts from, and the literal rest, or nothing but its end. */
interface IncludedPath {
  /** Relative to the root; undefined when only the program knows. */
  readonly folder: string | undefined;
  readonly rest: string;
}

/** `head . '/a' . "/b.php"`; DIRECTORY_SEPARATOR was made a literal before. */
const CONCATENATED = /^(.*?)((?:\s*\.\s*(?:'[^']*'|"[^"$]*"))+)$/s;
/** `{$root}/b.php`, `$root/b.php`, `$this->root/b.php`, `${root}/b.php`. */
const INTERPOLATED = /^(?:\{\$[^}]*\}|\$\{[^}]*\}|\$\w+(?:->\w+|\[[^\]]*\])?)(\/[^${}]*)$/;
const DIRNAME = /^\\?dirname\s*\(\s*(.*?)\s*(?:,\s*(\d+)\s*)?\)$/is;
/** UTF-16 units; what is longer is no path. */
const MAX_EXPRESSION = 500;
/** More parents than a path has. */
const MAX_PARENTS = 64;

/** The folder that `__DIR__`, `dirname(__FILE__)` and `dirname(__DIR__, 2)` name; undefined for anything else. */
function folderNamed(from: string, expression: string): string | undefined {
  const plain = expression.trim();
  if (/^__DIR__$/i.test(plain)) return folderOf(from);
  if (/^__FILE__$/i.test(plain)) return from;
  const [, inner, levels = "1"] = DIRNAME.exec(plain) ?? [];
  const below = inner === undefined ? undefined : folderNamed(from, inner);
  return below === undefined
    ? undefined
    : joinPath(below, "../".repeat(Math.min(Number(levels), MAX_PARENTS)));
}

function pathIn(from: string, specifier: string): IncludedPath | undefined {
  const text = specifier.replaceAll(/\bDIRECTORY_SEPARATOR\b/g, "'/'");
  const [, head, literals] = CONCATENATED.exec(text) ?? [];
  if (head === undefined || literals === undefined) {
    const rest = INTERPOLATED.exec(text)?.[1];
    return rest === undefined ? undefined : { folder: undefined, rest };
  }
  const rest = [...literals.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, a, b]) => a ?? b).join("");
  const folder = folderNamed(from, head);
  // With a literal in the head, its middle is what only the program knows; with this folder, it leaves the root.
  return folder === undefined && /['"]|__(?:DIR|FILE)__/i.test(head) ? undefined : { folder, rest };
}

/** Beside the file, else in the folder of its package, else the nearest file whose path ends like that. */
function guess(project: Project, from: string, rest: string): string[] {
  const path = rest.replace(/^\/+/, "");
  const places = [folderOf(from), packageFolder(project, from) ?? ""];
  const found = firstOf(
    project,
    places.map((folder) => joinPath(folder, path)),
  );
  if (found.length > 0) return found;
  const ending = path.replace(/^(?:\.\.?\/+)+/, "");
  return ending.includes("/") ? endingWith(project, ending, from).slice(0, 1) : [];
}

export function resolvePhpInclude({ from, specifier }: ImportToResolve, project: Project): string[] {
  if (specifier.length > MAX_EXPRESSION) return [];
  if (/^[\w.-][^'"$()]*$/.test(specifier)) return guess(project, from, specifier.replaceAll("\\", "/"));
  const included = pathIn(from, specifier);
  if (included === undefined) return [];
  const { folder, rest } = included;
  const path = rest.replaceAll("\\", "/");
  return folder === undefined ? guess(project, from, path) : firstOf(project, [joinPath(folder, path)]);
}
