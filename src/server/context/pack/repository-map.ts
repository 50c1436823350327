/**
 * The repository map at the head of a pack: every folder with its files, or, when that is too long, folders with
 * counts down to the depth that fits. It holds names only, so editing a file never changes it.
 */
import { folderOf } from "../index/folders.ts";
import type { FileRecord } from "../index/view.ts";
import type { TokenCounts } from "./counts.ts";
import { shownPath } from "./pieces.ts";

export interface RepositoryMap {
  readonly text: string;
  readonly tokens: number;
  /** Every file is named. */
  readonly complete: boolean;
}

const HEADING = "# Repository map\n";
const MAX_DEPTH = 8;

function everyFile(files: readonly FileRecord[]): string {
  const folders = Map.groupBy(files, (file) => folderOf(file.path));
  const lines = [...folders.keys()].sort().map((folder) => {
    const names = (folders.get(folder) ?? []).map((file) =>
      file.path.slice(folder.length).replace(/^\//, ""),
    );
    return `${shownPath(folder === "" ? "." : folder)}/ ${names.sort().map(shownPath).join(" ")}\n`;
  });
  return `${HEADING}${lines.join("")}\n`;
}

function foldersOnly(files: readonly FileRecord[], depth: number): string {
  const counts = new Map<string, number>();
  for (const file of files) {
    const folder = folderOf(file.path).split("/").slice(0, depth).join("/");
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const lines = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = lines.map(
    ([folder, count]) =>
      `${shownPath(folder === "" ? "." : folder)}/ ${count} ${count === 1 ? "file" : "files"}\n`,
  );
  return `${HEADING}${shown.join("")}\n`;
}

/** The most detailed map of at most `budgetTokens`; an empty text when even the shortest is longer, or without files. */
export function repositoryMap(
  files: readonly FileRecord[],
  counts: TokenCounts,
  budgetTokens: number,
): RepositoryMap {
  if (files.length === 0) return { text: "", tokens: 0, complete: true };
  const tries = [everyFile(files)];
  for (let depth = MAX_DEPTH; depth >= 1; depth--) tries.push(foldersOnly(files, depth));
  for (const [at, text] of tries.entries()) {
    // No tokenizer makes a token of more than some dozen characters of a path list: spares counting.
    if (text.length > budgetTokens * 12) continue;
    const tokens = counts.one(text);
    if (tokens <= budgetTokens) return { text, tokens, complete: at === 0 };
  }
  return { text: "", tokens: 0, complete: false };
}
