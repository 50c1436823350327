/** One line for one definition: what a caller needs, in as few tokens as possible. */
import { showHiddenCharacters } from "../../hidden-unicode.ts";
import type { Definition } from "../index/view.ts";

/** Modifiers that say nothing to a caller. */
const MODIFIERS =
  /^(?:(?:export|default|declare|public|protected|private|internal|static|final|abstract|override|virtual|sealed|async|readonly|unsafe|extern(?: "[^"]*")?|pub(?:\([^)]*\))?)\s+)+/;

/** Rust's `#[derive(…)]`, C#'s `[Obsolete]`, annotations and decorators: `@Override`, `@app.route("/")`. */
const ATTRIBUTE = /^(?:#!?\[|\[|@[\w.:]+\s*\(?)/;

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]" };

/** Offset behind the bracket that closes the one at `open`; the end of the text when none does. */
function behindBracket(text: string, open: number): number {
  const opening = text[open] ?? "";
  const closing = CLOSING[opening];
  let depth = 0;
  let quote = "";
  for (let at = open; at < text.length; at++) {
    const unit = text[at] ?? "";
    if (quote !== "") {
      if (unit === "\\") at++;
      else if (unit === quote) quote = "";
    } else if (unit === '"') quote = unit;
    else if (unit === opening) depth++;
    else if (unit === closing && --depth === 0) return at + 1;
  }
  return text.length;
}

function withoutAttributes(signature: string): string {
  let rest = signature;
  for (let found = ATTRIBUTE.exec(rest); found !== null; found = ATTRIBUTE.exec(rest)) {
    const [start] = found;
    const brackets = start.endsWith("[") || start.endsWith("(");
    const next = rest.slice(brackets ? behindBracket(rest, start.length - 1) : start.length).trimStart();
    // Nothing would be left: it was no attribute.
    if (next === "") return rest;
    rest = next;
  }
  return rest;
}

/** A comment between attribute and declaration has no end once the line is one: the declaration begins at its name. */
function withoutComment(signature: string, name: string): string {
  if (!/^\/[/*]/.test(signature)) return signature;
  const at = signature.lastIndexOf(` ${name}`);
  if (at === -1) return name;
  const keyword = /\b[a-z]\w*!?$/.exec(signature.slice(0, at));
  return signature.slice(keyword?.index ?? at + 1);
}

/** The declaration without attributes, comments and modifiers. */
export function plainSignature({ signature, name }: Definition): string {
  const declared = withoutComment(withoutAttributes(signature), name).replace(MODIFIERS, "");
  return showHiddenCharacters(declared.includes(name) ? declared : name);
}

/** True for definitions that only repeat where their file is: `package shop`, `mod cart;`. */
export function saysOnlyWhere({ role, signature }: Definition): boolean {
  return role === "module" && /^(?:package\s|(?:pub(?:\([^)]*\))?\s+)?mod\s+\w+\s*;)/.test(signature);
}

/** At most `most` UTF-16 units, never cut before the end of the name. */
export function cutSignature(plain: string, name: string, most: number): string {
  const least = plain.indexOf(name) + name.length;
  const length = Math.max(most, least);
  return plain.length > length ? `${plain.slice(0, length)}…` : plain;
}
