import type { ToolCall } from "../../protocol/conversation.ts";

/** What the model said, by kind. */
export type ParsedPiece =
  | { readonly kind: "thought"; readonly text: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "toolCall"; readonly call: ToolCall };

/** Collects pieces between two reads; neighbours of one kind become one piece. */
export class PieceList {
  #pieces: ParsedPiece[] = [];

  add(kind: "thought" | "text", text: string): void {
    if (text === "") return;
    const last = this.#pieces.at(-1);
    if (last?.kind === kind) this.#pieces.splice(-1, 1, { kind, text: last.text + text });
    else this.#pieces.push({ kind, text });
  }

  addCall(call: ToolCall): void {
    this.#pieces.push({ kind: "toolCall", call });
  }

  take(): ParsedPiece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }
}
