/** A conversation as the server takes it: turns that alternate, and everything that was attached. Pure. */
import type { ChatEntry, FailureEntry } from "../../protocol/chat-entries.ts";
import type { ChatAttachment, ChatTurn } from "../../protocol/lsp.ts";

/** Ends with a user turn when the last entry is a question or a failure. */
export function turnsOf(entries: readonly ChatEntry[]): readonly ChatTurn[] {
  const turns: ChatTurn[] = [];
  for (const entry of entries) {
    const turn = turnOf(entry);
    const last = turns.at(-1);
    if (turn.content === "") continue;
    // A question whose answer never came goes with the next one: the model's template wants turns to alternate.
    if (last?.role === turn.role) {
      turns[turns.length - 1] = { role: turn.role, content: `${last.content}\n\n${turn.content}` };
    } else turns.push(turn);
  }
  return turns;
}

function turnOf(entry: ChatEntry): ChatTurn {
  switch (entry.kind) {
    case "question":
      return { role: "user", content: entry.text };
    case "failure":
      return { role: "user", content: entry.question ?? failureQuestion(entry) };
    case "answer":
      return { role: "assistant", content: entry.text };
  }
}

function failureQuestion({ failure, command }: FailureEntry): string {
  const what = command === undefined ? "A program failed." : `The command \`${command}\` failed.`;
  return `${what} Explain the cause and the smallest fix.\n\n${failure.text}`;
}

/**
 * Every attachment of the conversation once, with the turn it was first attached to: it stays there, which keeps the
 * prompt's beginning stable.
 */
export function attachmentsOf(entries: readonly ChatEntry[]): readonly ChatAttachment[] {
  const seen = new Map<string, ChatAttachment>();
  for (const [at, entry] of entries.entries()) {
    if (entry.kind !== "question") continue;
    const turn = turnsOf(entries.slice(0, at + 1)).length - 1;
    for (const attachment of entry.attachments) {
      const key = `${attachment.uri ?? ""}\0${attachment.label}\0${attachment.text}`;
      if (!seen.has(key)) seen.set(key, { ...attachment, turn });
    }
  }
  return [...seen.values()];
}
