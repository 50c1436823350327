/** Finds what may become a link in an answer: web addresses and places of the workspace. Pure. */

export interface FileReference {
  readonly path: string;
  /** 1-based. */
  readonly line?: number;
}

const NAME = String.raw`[\w.@+~-]+`;
const PATH = String.raw`(?:\/|\.{1,2}\/|[A-Za-z]:[\\/])?(?:${NAME}[\\/])*${NAME}\.[A-Za-z][A-Za-z0-9]{0,9}`;
const PLACE = String.raw`(?::(?<line>\d{1,7})(?:[:-]\d{1,7})?|#L(?<anchor>\d{1,7})(?:-L?\d{1,7})?)`;

const IN_TEXT = new RegExp(String.raw`(?<![\w/\\.:@-])(?<path>${PATH})${PLACE}(?![\w/])`, "g");
const WHOLE = new RegExp(String.raw`^(?<path>${PATH})(?:${PLACE})?$`);
/** A link has an end of its own: names in it may hold spaces. */
const LINKED = new RegExp(WHOLE.source.replaceAll(NAME, String.raw`[\w.@+~ -]+`));
/** `example.com:8080` is an address, not a file. */
const HOST = /^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|local|localhost)$/i;

export interface FoundReference extends FileReference {
  readonly start: number;
  readonly end: number;
}

/** Places with a line in running text, in order. */
export function findReferences(text: string): readonly FoundReference[] {
  const found: FoundReference[] = [];
  for (const match of text.matchAll(IN_TEXT)) {
    const reference = fromGroups(match.groups);
    if (reference === undefined) continue;
    found.push({ ...reference, start: match.index, end: match.index + match[0].length });
  }
  return found;
}

/** A text that is a path and nothing else; without a line only when it names a folder too. */
export function wholeReference(text: string): FileReference | undefined {
  const reference = fromGroups(WHOLE.exec(text)?.groups);
  if (reference === undefined) return undefined;
  return reference.line === undefined && !/[\\/]/.test(reference.path) ? undefined : reference;
}

/** The target of a Markdown link, when it is a relative or absolute path and no address. */
export function linkedFile(target: string): FileReference | undefined {
  if (/^[A-Za-z][A-Za-z0-9+.-]+:/.test(target) || target.startsWith("//")) {
    // `src/a.ts:3` has no scheme, but `app.ts:3` looks as if it had one.
    return fromGroups(WHOLE.exec(target)?.groups);
  }
  return fromGroups(LINKED.exec(safelyDecoded(target))?.groups);
}

/** True for http and https only. */
export function isWebAddress(target: string): boolean {
  if (!/^https?:\/\//i.test(target)) return false;
  return URL.canParse(target);
}

function fromGroups(groups: Record<string, string | undefined> | undefined): FileReference | undefined {
  const path = groups?.["path"];
  if (path === undefined || HOST.test(path)) return undefined;
  const line = groups?.["line"] ?? groups?.["anchor"];
  const number = line === undefined ? 0 : Number(line);
  return number > 0 ? { path, line: number } : { path };
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
