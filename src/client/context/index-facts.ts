/** The whole index in a few lines, for the status menu, however many folders it has. Pure. */
import type { IndexStatus } from "../../protocol/context.ts";
import type { Fact } from "../status/model-facts.ts";
import { folderName, megabytes, number, sizeOf, stateOf } from "./index-text.ts";

/** The whole index on one line; only a single folder says how far it is. */
export function indexSummary(index: readonly IndexStatus[]): string {
  const [first] = index;
  if (first === undefined) return "no folder is indexed";
  if (index.length === 1) return stateOf(first);
  const folders = `${index.length} folders`;
  const held = sizeOf({ files: sum(index, "files"), bytes: sum(index, "bytes") });
  return index.every(({ phase }) => phase === "ready")
    ? `${folders}, ${held}, ${number(sum(index, "skippedCount"))} skipped`
    : `${folders}: ${phasesOf(index)}; ${held}`;
}

/** The same in named lines, each a line of a menu; none is empty. */
export function indexFacts(index: readonly IndexStatus[]): readonly Fact[] {
  const facts: Fact[] = [
    { name: "State", value: index.length === 0 ? indexSummary(index) : phasesOf(index) },
  ];
  const [files, parsed] = [sum(index, "files"), sum(index, "parsed")];
  const [languages, reasons] = [total(index, "languages"), total(index, "skippedReasons")];
  if (files > 0) {
    const count = parsed < files ? `${number(parsed)} of ${number(files)} parsed` : number(files);
    facts.push({ name: "Files", value: withList(count, most(languages, 5)) });
  }
  const skipped = sum(index, "skippedCount");
  if (skipped > 0) facts.push({ name: "Skipped", value: withList(number(skipped), most(reasons, 4)) });
  const bytes = sum(index, "bytes");
  if (bytes > 0) facts.push({ name: "On disk", value: megabytes(bytes) });
  return facts;
}

/** What went wrong, and what to do, once for each folder that has failed. */
export function indexFailures(index: readonly IndexStatus[]): readonly string[] {
  return index.flatMap((folder) =>
    folder.phase !== "failed" || folder.failure === undefined
      ? []
      : [(index.length > 1 ? `${folderName(folder)}: ` : "") + stateOf(folder)],
  );
}

export interface FolderText {
  readonly name: string;
  readonly state: string;
  /** Languages and the most frequent reasons for skipping; may be empty. */
  readonly details: string;
}

/** Each folder by itself, for a workspace that has several. */
export function folderTexts(index: readonly IndexStatus[]): readonly FolderText[] {
  if (index.length < 2) return [];
  return index.map((folder) => ({
    name: folderName(folder),
    state: stateOf(folder),
    details: indexDetails(folder),
  }));
}

const PHASES: Readonly<Record<IndexStatus["phase"], string>> = {
  disabled: "switched off",
  off: "cleared, off until it is rebuilt",
  scanning: "looking for files",
  identifiers: "reading",
  parsing: "parsing",
  paused: "paused",
  ready: "ready",
  failed: "failed",
};

/** `ready`, or `2 ready, 1 failed` of several folders. */
function phasesOf(index: readonly IndexStatus[]): string {
  const folders = Map.groupBy(index, ({ phase }) => phase);
  const [only] = folders.keys();
  if (folders.size === 1 && only !== undefined) return PHASES[only];
  return [...folders].map(([phase, { length }]) => `${length} ${PHASES[phase]}`).join(", ");
}

function indexDetails({ languages, skippedReasons }: IndexStatus): string {
  const skipped = most(Object.entries(skippedReasons), 4);
  return [most(Object.entries(languages), 6), skipped === "" ? "" : `skipped: ${skipped}`]
    .filter((part) => part !== "")
    .join("; ");
}

type Counted = readonly (readonly [name: string, count: number])[];

function total(index: readonly IndexStatus[], key: "languages" | "skippedReasons"): Counted {
  const counts = Map.groupBy(
    index.flatMap((folder) => Object.entries(folder[key])),
    ([name]) => name,
  );
  return [...counts].map(([name, entries]) => [name, entries.reduce((all, [, count]) => all + count, 0)]);
}

function sum(index: readonly IndexStatus[], key: "files" | "parsed" | "skippedCount" | "bytes"): number {
  return index.reduce((all, folder) => all + folder[key], 0);
}

function most(counts: Counted, limit: number): string {
  const sorted = counts.toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const rest = sorted.length > limit ? [`${sorted.length - limit} more`] : [];
  return [...sorted.slice(0, limit).map(([name, count]) => `${name} ${number(count)}`), ...rest].join(", ");
}

function withList(count: string, list: string): string {
  return list === "" ? count : `${count}: ${list}`;
}
