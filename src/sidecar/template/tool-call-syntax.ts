/** Reads `call:NAME{key:<|"|>text<|"|>,n:1}`, the model's own notation of a tool call. */
import type { ToolCall } from "../../protocol/conversation.ts";

/** A stretch of a tool call's body: `quote` is a string delimiter, anything else its characters. */
export type CallPart = { readonly quote: true } | { readonly quote: false; readonly text: string };

/** Deeper nesting is refused: the notation is read recursively. */
const MAX_DEPTH = 64;
const HEAD = /^call:([^\s{}<>|",:]{1,128})\{/;
const HEAD_SO_FAR = /^call:[^\s{}<>|",:]{0,128}$/;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const LITERALS = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["None", null],
]);

/** Whether text is the beginning of a call, or may become it. */
export function mayBeCall(text: string): boolean {
  return HEAD.test(text) || HEAD_SO_FAR.test(text) || "call:".startsWith(text);
}

/** The call, or undefined when the text is not exactly one well-formed call. */
export function parseToolCall(parts: readonly CallPart[]): ToolCall | undefined {
  const [first, ...rest] = mergeText(parts);
  if (first === undefined || first.quote) return undefined;
  const head = HEAD.exec(first.text);
  const name = head?.[1];
  if (head === null || name === undefined) return undefined;
  const body: CallPart = { quote: false, text: first.text.slice(head[0].length) };
  const reader = new ValueReader([body, ...rest]);
  const args = reader.readMembers(0);
  return args !== undefined && reader.atEnd() ? { name, arguments: args } : undefined;
}

function mergeText(parts: readonly CallPart[]): CallPart[] {
  const merged: CallPart[] = [];
  let texts: string[] = [];
  const flush = () => {
    if (texts.length > 0) merged.push({ quote: false, text: texts.join("") });
    texts = [];
  };
  for (const part of parts) {
    if (!part.quote) {
      texts.push(part.text);
      continue;
    }
    flush();
    merged.push(part);
  }
  flush();
  return merged;
}

/** Returned in place of a value that is not well-formed. */
const BAD = Symbol("malformed");

class ValueReader {
  readonly #parts: readonly CallPart[];
  #part = 0;
  #offset = 0;

  constructor(parts: readonly CallPart[]) {
    this.#parts = parts;
  }

  atEnd(): boolean {
    this.#skipSpace();
    return this.#part >= this.#parts.length;
  }

  /** Members up to the closing brace; the opening one is already read. */
  readMembers(depth: number): Readonly<Record<string, unknown>> | undefined {
    const members = new Map<string, unknown>();
    if (this.#take("}")) return {};
    do {
      const key = this.#peekQuote() ? this.#readString() : this.#readWord(/[^:,{}[\]]*/y);
      if (key === undefined || key === "" || members.has(key) || !this.#take(":")) return undefined;
      const value = this.#readValue(depth + 1);
      if (value === BAD) return undefined;
      members.set(key, value);
    } while (this.#take(","));
    // fromEntries defines own properties, so a key `__proto__` is data like any other.
    return this.#take("}") ? Object.fromEntries(members) : undefined;
  }

  #readValue(depth: number): unknown {
    if (depth > MAX_DEPTH) return BAD;
    if (this.#peekQuote()) return this.#readString() ?? BAD;
    if (this.#take("{")) return this.readMembers(depth) ?? BAD;
    if (this.#take("[")) return this.#readItems(depth) ?? BAD;
    const word = this.#readWord(/[^:,{}[\]]*/y);
    if (NUMBER.test(word)) return Number(word);
    return LITERALS.has(word) ? LITERALS.get(word) : BAD;
  }

  #readItems(depth: number): unknown[] | undefined {
    const items: unknown[] = [];
    if (this.#take("]")) return items;
    do {
      const item = this.#readValue(depth + 1);
      if (item === BAD) return undefined;
      items.push(item);
    } while (this.#take(","));
    return this.#take("]") ? items : undefined;
  }

  #readString(): string | undefined {
    this.#next();
    let text = "";
    const part = this.#parts[this.#part];
    if (part !== undefined && !part.quote) {
      text = part.text;
      this.#next();
    }
    if (this.#parts[this.#part]?.quote !== true) return undefined;
    this.#next();
    return text;
  }

  #readWord(pattern: RegExp): string {
    this.#skipSpace();
    const part = this.#parts[this.#part];
    if (part === undefined || part.quote) return "";
    pattern.lastIndex = this.#offset;
    const word = pattern.exec(part.text)?.[0] ?? "";
    this.#offset += word.length;
    return word.trim();
  }

  #peekQuote(): boolean {
    this.#skipSpace();
    return this.#parts[this.#part]?.quote === true;
  }

  #take(character: string): boolean {
    this.#skipSpace();
    const part = this.#parts[this.#part];
    if (part === undefined || part.quote || part.text[this.#offset] !== character) return false;
    this.#offset += 1;
    return true;
  }

  #skipSpace(): void {
    for (;;) {
      const part = this.#parts[this.#part];
      if (part === undefined || part.quote) return;
      while (/\s/.test(part.text[this.#offset] ?? "")) this.#offset += 1;
      if (this.#offset < part.text.length) return;
      this.#next();
    }
  }

  #next(): void {
    this.#part += 1;
    this.#offset = 0;
  }
}
