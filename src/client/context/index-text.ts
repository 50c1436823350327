/** The state of the index in words, one line for each folder. Pure. */
import type { IndexStatus } from "../../protocol/context.ts";

/** One line for each folder; the folder is named when there are several. */
export function indexLines(index: readonly IndexStatus[]): readonly string[] {
  return index.map((folder) => {
    const name = index.length > 1 ? ` of ${folderName(folder)}` : "";
    return `Index${name}: ${stateOf(folder)}`;
  });
}

/** One folder's state, with figures. */
export function stateOf({ phase, files, parsed, skippedCount, bytes, failure }: IndexStatus): string {
  const size = sizeOf({ files, bytes });
  switch (phase) {
    case "disabled":
      return "switched off (gemwright.index.enabled)";
    case "off":
      return "cleared, off until it is rebuilt";
    case "scanning":
      return "looking for files";
    case "identifiers":
      return `reading, ${filesOf(files)} so far`;
    case "parsing":
      return `${number(parsed)} of ${filesOf(files)} parsed`;
    case "paused":
      return `paused, ${number(parsed)} of ${size}`;
    case "ready":
      return `${size}, ${number(skippedCount)} skipped`;
    case "failed":
      return failure === undefined ? "failed" : `${failure.message} ${failure.nextStep}`;
  }
}

export function isDisabled(index: readonly IndexStatus[]): boolean {
  return index.length > 0 && index.every(({ phase }) => phase === "disabled");
}

export function isPaused(index: readonly IndexStatus[]): boolean {
  return index.some(({ phase }) => phase === "paused");
}

/** `362 files, 0.6 MB on disk`; `bytes` is the size of the index. */
export function sizeOf({ files, bytes }: Pick<IndexStatus, "files" | "bytes">): string {
  return `${filesOf(files)}, ${megabytes(bytes)} on disk`;
}

function filesOf(count: number): string {
  return `${number(count)} ${count === 1 ? "file" : "files"}`;
}

/** `3.2 MB` */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

export function folderName({ root }: IndexStatus): string {
  return decodeURIComponent(root.replace(/\/$/, "").split("/").at(-1) ?? root);
}

export function number(value: number): string {
  return value.toLocaleString("en-US");
}
