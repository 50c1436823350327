/**
 * What a chat sees of the repository while the index is switched off: the files that a question names by their
 * paths, and one line that says so. The rules for what may be read are those of the index.
 */
import type { ContextPart, ContextSource } from "../chat/context-source.ts";
import { uriOfPath } from "../workspace.ts";
import type { IndexedFolder } from "./folders.ts";
import { readSource } from "./index/read-source.ts";
import { parseMentions } from "./mentions.ts";

export interface NamingContext {
  /** The index is on: it finds what is named, and more. */
  readonly enabled: boolean;
  readonly openFolders: readonly IndexedFolder[];
  visiblePath(uri: string): string | undefined;
}

const OFF = {
  label: "The index is switched off: only what is attached, or named with @ and its whole path, is read",
  text: "",
  block: "The index of the repository is switched off. Of its files you see only those attached here.\n\n",
  turn: 0,
};

/** Asked by the chat for every question. */
export function namedFilesSource(context: NamingContext): ContextSource {
  return {
    name: "named files",
    gather: ({ turns }) => {
      if (context.enabled || context.openFolders.length === 0) return Promise.resolve([]);
      const named = turns.flatMap(({ role, content }, turn) =>
        role === "user" ? parseMentions(content).paths.map((path) => ({ path, turn })) : [],
      );
      const first = new Map(named.toReversed().map((mention) => [mention.path, mention]));
      const parts = [...first.values()].flatMap(({ path, turn }) => partOf(context, path, turn));
      return Promise.resolve([OFF, ...parts.toSorted((a, b) => (a.turn ?? 0) - (b.turn ?? 0))]);
    },
  };
}

/** From the first folder that has such a file. */
function partOf(context: NamingContext, path: string, turn: number): ContextPart[] {
  for (const folder of context.openFolders) {
    const uri = uriOfPath(`${folder.path}/${path}`);
    const place = context.visiblePath(uri);
    if (place === undefined) continue;
    const source = readSource(folder.root, { path: place, bytes: 0, modifiedMs: 0 });
    if (source.kind !== "text") continue;
    const { text, language } = source.file;
    return [{ uri, label: path, text, languageId: language, turn }];
  }
  return [];
}
