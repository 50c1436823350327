/**
 * An edit key by key, as VS Code takes it with its default settings: brackets and quotes close at once and are typed
 * over, Enter between brackets moves the closing one to a line of its own, and a closing line that stands there
 * already is crossed by the cursor and not typed.
 */
import type { Edit } from "./edits.ts";

export interface State {
  readonly repository: string;
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  readonly offset: number;
  /** `jump`: the cursor came from far away; `move`: from some lines away; what was selected there is gone. */
  readonly by: "jump" | "move" | "key" | "enter";
  /** The text as the writer wants it, up to the end of this change. */
  readonly wanted: string;
}

/** A move within so many lines is no jump. */
const MOVE_LINES = 20;
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
const QUOTES = new Set(['"', "'", "`"]);
/** Before these and blanks, VS Code closes what is opened. */
const CLOSES_BEFORE = /^[\s)\]};:.,=>]?$/;

export function* statesOf(edit: Edit): Generator<State> {
  let { text } = edit;
  let shift = 0;
  let last: number | undefined;
  const { repository, path, languageId } = edit;
  for (const { offset, removed, typed } of edit.changes) {
    const before = text.slice(0, offset + shift);
    const after = text.slice(offset + shift + removed.length);
    const wanted = before + typed + after;
    const common = { repository, path, languageId, wanted };
    const by = last !== undefined && linesBetween(text, last, before.length) <= MOVE_LINES ? "move" : "jump";
    yield { ...common, text: before + after, offset: before.length, by };
    for (const { head, pending, isEnter } of keys(before, typed, { after, languageId })) {
      yield { ...common, text: head + pending + after, offset: head.length, by: isEnter ? "enter" : "key" };
    }
    text = wanted;
    shift += typed.length - removed.length;
    last = before.length + typed.length;
  }
}

interface Typed {
  /** Up to the cursor. */
  readonly head: string;
  /** What the editor put after the cursor. */
  readonly pending: string;
  readonly isEnter: boolean;
}

function* keys(
  before: string,
  typed: string,
  { after, languageId }: { readonly after: string; readonly languageId: string },
): Generator<Typed> {
  let head = before;
  let pending = "";
  let at = 0;
  while (at < typed.length) {
    const crossed = crossing(typed.slice(at), pending);
    if (crossed !== undefined) {
      head += typed.slice(at, at + crossed.typed);
      pending = pending.slice(crossed.pending);
      at += crossed.typed;
      continue;
    }
    const [key = ""] = /^(?:\n[ \t]*|[^])/u.exec(typed.slice(at)) ?? [];
    at += key.length;
    const isOver = pending.startsWith(key) && /^[)\]}"'`]$/.test(key);
    if (isOver) pending = pending.slice(key.length);
    else pending = pendingAfter(key, { head, pending, ahead: typed.slice(at), after, languageId });
    head += key;
    yield { head, pending, isEnter: key.startsWith("\n") };
  }
  // What the editor closed although it stood there already.
  if (pending !== "") yield { head, pending: "", isEnter: false };
}

/** Lengths of a line break and a closing bracket that are typed next, and stand after the cursor. */
function crossing(typed: string, pending: string) {
  const wanted = /^\n[ \t]*([)\]}])/.exec(typed);
  const found = /^\n[ \t]*([)\]}])/.exec(pending);
  if (wanted === null || found === null || wanted[1] !== found[1]) return undefined;
  return { typed: wanted[0].length, pending: found[0].length };
}

interface Around {
  readonly head: string;
  readonly pending: string;
  /** What will be typed next. */
  readonly ahead: string;
  readonly after: string;
  readonly languageId: string;
}

function pendingAfter(key: string, { head, pending, ahead, after, languageId }: Around): string {
  const last = head.at(-1) ?? "";
  const next = pending[0] ?? after[0] ?? "";
  if (key.startsWith("\n")) return afterEnter(head, pending, ahead);
  if (!CLOSES_BEFORE.test(next)) return pending;
  const closer = CLOSING[key];
  if (closer !== undefined) return closer + pending;
  const isLifetime = languageId === "rust" && key === "'";
  const isQuote = QUOTES.has(key) && !isLifetime && !/[\w"'`]/.test(last);
  return isQuote ? key + pending : pending;
}

/** Enter between brackets gives the closing one a line of its own. */
function afterEnter(head: string, pending: string, ahead: string): string {
  const closer = CLOSING[head.at(-1) ?? ""];
  if (closer === undefined || !pending.startsWith(closer) || ahead.startsWith(closer)) return pending;
  const [indentation = ""] = /^[ \t]*/.exec(head.slice(head.lastIndexOf("\n") + 1)) ?? [];
  return `\n${indentation}${pending}`;
}

function linesBetween(text: string, one: number, other: number): number {
  return text.slice(Math.min(one, other), Math.max(one, other)).split("\n").length - 1;
}
