/** What earlier turns of a conversation show: it is not packed a second time. */
import type { Piece } from "./pieces.ts";

export interface ShownPart {
  /** Relative to the root; empty for the repository map. */
  readonly path: string;
  /** SHA-256 of the file's content when it was packed, hex; of a map nothing. */
  readonly hash: string;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** Text of a map. */
  readonly map?: string;
}

export class Shown {
  readonly #ranges = new Map<string, ShownPart[]>();
  readonly #maps = new Set<string>();

  /** `parts` in full text: signatures do not stand for what they leave out. */
  constructor(parts: readonly ShownPart[] = []) {
    for (const part of parts) {
      if (part.map !== undefined) this.#maps.add(part.map);
      const known = this.#ranges.get(part.path);
      if (known === undefined) this.#ranges.set(part.path, [part]);
      else known.push(part);
    }
  }

  hasMap(text: string): boolean {
    return this.#maps.has(text);
  }

  has({ file, startLine = 1, endLine = file.lines }: Pick<Piece, "file" | "startLine" | "endLine">): boolean {
    const ranges = this.#ranges.get(file.path) ?? [];
    return ranges.some((range) => range.startLine <= startLine && endLine <= range.endLine);
  }
}
