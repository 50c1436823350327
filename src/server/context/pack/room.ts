/** A number of tokens that fills with pieces: one of each file, and some beside. */
import type { FileRecord } from "../index/view.ts";
import type { ChosenPiece, Why } from "./assemble.ts";
import type { TokenCounts } from "./counts.ts";
import type { Piece } from "./pieces.ts";

/** UTF-16 units of a token at most: spares counting what is certainly too long. */
export const MOST_CHARS = 12;

export class Room {
  readonly #counts: TokenCounts;
  readonly #tokens: number;
  readonly #pieces = new Map<number, ChosenPiece>();
  readonly #beside: ChosenPiece[] = [];
  #used = 0;

  constructor(counts: TokenCounts, tokens: number) {
    this.#counts = counts;
    this.#tokens = tokens;
  }

  get chosen(): readonly ChosenPiece[] {
    return [...this.#pieces.values(), ...this.#beside];
  }

  get left(): number {
    return this.#tokens - this.#used;
  }

  of(file: FileRecord): ChosenPiece | undefined {
    return this.#pieces.get(file.id);
  }

  /** Tokens; of a text that is much too long no more than a lower bound. */
  size({ text }: Piece): number {
    const least = text.length / MOST_CHARS;
    return least > this.#tokens ? least : this.#counts.one(text);
  }

  isLarger({ text }: Piece, tokens: number): boolean {
    if (tokens === Number.POSITIVE_INFINITY) return false;
    return text.length > tokens * MOST_CHARS || this.#counts.one(text) > tokens;
  }

  /** In place of what its file has; false when more than `limit` tokens were used then. */
  put(piece: Piece, why: Why, limit = this.#tokens): boolean {
    const others = this.#used - (this.of(piece.file)?.tokens ?? 0);
    if (this.isLarger(piece, limit - others)) return false;
    const tokens = this.#counts.one(piece.text);
    this.#pieces.set(piece.file.id, { piece, tokens, why });
    this.#used = others + tokens;
    return true;
  }
  /** Besides what its file has. */
  putBeside(piece: Piece, why: Why): boolean {
    if (this.isLarger(piece, this.left)) return false;
    const tokens = this.#counts.one(piece.text);
    this.#beside.push({ piece, tokens, why });
    this.#used += tokens;
    return true;
  }
}
