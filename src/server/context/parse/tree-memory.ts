/**
 * Trees of the files somebody works on. From the tree of a file as it was a moment ago tree-sitter makes the one of
 * the file as it is now in a fraction of the time, because it goes only where the text is another.
 */
import type { Tree } from "web-tree-sitter";
import { changeBetween } from "./text-change.ts";

/** More files than somebody goes back and forth between. */
const MAX_TREES = 16;
/** UTF-16 units of all texts together; a tree takes some 10 bytes of the runtime's memory for each. */
const MAX_UNITS = 500_000;

export interface ParsedTree {
  readonly language: string;
  readonly text: string;
  readonly tree: Tree;
}

export class TreeMemory {
  /** Last used last. */
  readonly #files = new Map<string, ParsedTree>();
  #units = 0;

  get size(): number {
    return this.#files.size;
  }

  /** What is known of the file, made fit for `text`: a tree that the caller deletes. */
  fitted(file: string, language: string, text: string): Tree | undefined {
    const known = this.#files.get(file);
    if (known === undefined || known.language !== language) return undefined;
    const tree = known.tree.copy();
    tree.edit(changeBetween(known.text, text));
    return tree;
  }

  /** Takes over a tree and forgets what was used least recently, if need be. */
  keep(file: string, parsed: ParsedTree): void {
    this.#forget(file);
    this.#files.set(file, parsed);
    this.#units += parsed.text.length;
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= MAX_TREES && this.#units <= MAX_UNITS) break;
      this.#forget(oldest);
    }
  }

  #forget(file: string): void {
    const known = this.#files.get(file);
    if (known === undefined) return;
    this.#files.delete(file);
    this.#units -= known.text.length;
    known.tree.delete();
  }
}
