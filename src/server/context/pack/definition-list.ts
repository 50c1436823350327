/**
 * How chosen definitions are written: under their folder and file, the members of a type together under its name, and
 * of what is least likely to be needed the bare names, one after the other. What is said once for several definitions
 * leaves room for more of them.
 */
import { showHiddenCharacters } from "../../hidden-unicode.ts";
import { baseName, folderOf } from "../index/folders.ts";
import type { RankedDefinition } from "../rank/cursor.ts";
import { shownPath } from "./pieces.ts";
import { cutSignature, plainSignature } from "./signature-line.ts";

/** `whole`: its own lines; `signature`: one line; `name`: a word among others. */
export type Form = "whole" | "signature" | "name";

export interface Entry {
  readonly ranked: RankedDefinition;
  readonly form: Form;
  /** Without indentation; a line break at the end of whole definitions only. */
  readonly text: string;
  /** The type it stands under. */
  readonly owner?: string;
}

/** Folder once, then the names of its files: half the tokens of whole paths. */
export function folderLine(path: string): string {
  return `${shownPath(folderOf(path) || ".")}/\n`;
}

export function fileLine(path: string): string {
  return ` ${shownPath(baseName(path))}\n`;
}

export function ownerLine(owner: string): string {
  return `  ${owner}:\n`;
}

/** `most`: UTF-16 units of the signature; 0 = the name alone. */
export function entryOf(ranked: RankedDefinition, most: number): Entry {
  const { container, name } = ranked.definition;
  const owner = container === undefined ? {} : { owner: showHiddenCharacters(container) };
  if (most === 0) return { ranked, form: "name", text: showHiddenCharacters(name), ...owner };
  const plain = plainSignature(ranked.definition);
  const text = cutSignature(plain, name, most);
  // Go's methods name their type themselves.
  const saysOwner = container === undefined || plain.includes(container);
  return { ranked, form: "signature", text, ...(saysOwner ? {} : owner) };
}

/** The entry as it stands among others, for its tokens. */
export function alone({ form, text, owner }: Entry): string {
  if (form === "whole") return text;
  if (form === "name") return ` ${text},`;
  return owner === undefined ? `  ${text}\n` : `   ${text}\n`;
}

function byPlace(a: Entry, b: Entry): number {
  return a.ranked.definition.start - b.ranked.definition.start;
}

/** Collects the text and its entries in the same order. */
class Writing<E extends Entry> {
  text = "";
  readonly entries: E[] = [];

  line(text: string, ...entries: readonly E[]): void {
    this.text += text;
    this.entries.push(...entries);
  }

  /** One line for each signature, one for all names. */
  members(members: readonly E[], indent: string): void {
    for (const member of members) if (member.form !== "name") this.line(`${indent}${member.text}\n`, member);
    const names = members.filter(({ form }) => form === "name");
    if (names.length > 0) this.line(`${indent}${names.map(({ text }) => text).join(", ")}\n`, ...names);
  }

  /** Members of a type that has no line of its own. */
  group(owner: string, members: readonly E[]): void {
    const lines = members.filter(({ form }) => form !== "name").length;
    const oneLine = lines === 0 || (lines === 1 && members.length === 1);
    if (oneLine) this.members(members, `  ${owner}: `);
    else {
      this.line(ownerLine(owner));
      this.members(members, "   ");
    }
  }

  file(unordered: readonly E[]): void {
    const entries = unordered.toSorted(byPlace);
    const owned = Map.groupBy(entries, ({ owner }) => owner);
    const free = owned.get(undefined) ?? [];
    owned.delete(undefined);
    for (const entry of entries) {
      const { owner, form, text, ranked } = entry;
      if (owner !== undefined) {
        const members = owned.get(owner);
        owned.delete(owner);
        if (members !== undefined) this.group(owner, members);
      } else if (form === "whole") this.line(text, entry);
      else if (form === "signature") {
        this.line(`  ${text}\n`, entry);
        const members = owned.get(ranked.definition.name);
        owned.delete(ranked.definition.name);
        if (members !== undefined) this.members(members, "   ");
      }
    }
    this.members(
      free.filter(({ form }) => form === "name"),
      "  ",
    );
  }
}

export interface Written<E> {
  readonly text: string;
  /** In the order of the text. */
  readonly entries: readonly E[];
}

/** `paths` in order, those of a folder together. */
export function writeDefinitions<E extends Entry>(
  paths: readonly string[],
  byPath: ReadonlyMap<string, readonly E[]>,
): Written<E> {
  const writing = new Writing<E>();
  let folder = "";
  for (const path of paths) {
    if (folderLine(path) !== folder) writing.line(folderLine(path));
    folder = folderLine(path);
    writing.line(fileLine(path));
    writing.file(byPath.get(path) ?? []);
  }
  return writing;
}
