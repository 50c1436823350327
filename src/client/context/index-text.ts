/** The state of the index in words, for the tooltip and the status menu. Pure. */
import type { IndexStatus } from "../../protocol/context.ts";

/** One line for each folder; the folder is named when there are several. */
export function indexLines(index: readonly IndexStatus[]): readonly string[] {
  return index.map((folder) => {
    const name = index.length > 1 ? ` of ${folderName(folder)}` : "";
    return `Index${name}: ${stateOf(folder)}`;
  });
}

function stateOf({ phase, files, parsed, skippedCount, bytes, failure }: IndexStatus): string {
  const size = `${number(files)} files, ${(bytes / 1e6).toFixed(1)} MB on disk`;
  switch (phase) {
    case "disabled":
      return "switched off (gemwright.index.enabled)";
    case "off":
      return "cleared, off until it is rebuilt";
    case "scanning":
      return "looking for files";
    case "identifiers":
      return `reading, ${number(files)} files so far`;
    case "parsing":
      return `${number(parsed)} of ${number(files)} files parsed`;
    case "paused":
      return `paused, ${number(parsed)} of ${size}`;
    case "ready":
      return `${size}, ${number(skippedCount)} skipped`;
    case "failed":
      return failure === undefined ? "failed" : `${failure.message} ${failure.nextStep}`;
  }
}

/** Languages and the most frequent reasons for skipping, on one line. */
export function indexDetails(index: readonly IndexStatus[]): string {
  const languages = new Map<string, number>();
  const reasons = new Map<string, number>();
  for (const folder of index) {
    for (const [language, count] of Object.entries(folder.languages)) add(languages, language, count);
    for (const [reason, count] of Object.entries(folder.skippedReasons)) add(reasons, reason, count);
  }
  const skipped = reasons.size === 0 ? "" : `; skipped: ${most(reasons, 4)}`;
  return most(languages, 6) + skipped;
}

export function isDisabled(index: readonly IndexStatus[]): boolean {
  return index.length > 0 && index.every(({ phase }) => phase === "disabled");
}

export function isPaused(index: readonly IndexStatus[]): boolean {
  return index.some(({ phase }) => phase === "paused");
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function most(counts: ReadonlyMap<string, number>, limit: number): string {
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const rest = sorted.length > limit ? `, ${sorted.length - limit} more` : "";
  return (
    sorted
      .slice(0, limit)
      .map(([name, count]) => `${name} ${number(count)}`)
      .join(", ") + rest
  );
}

function folderName({ root }: IndexStatus): string {
  return decodeURIComponent(root.replace(/\/$/, "").split("/").at(-1) ?? root);
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
