/** Keeps what the server learnt on this machine, across windows and restarts. */
import type * as vscode from "vscode";
import type { Learned } from "../../protocol/lsp.ts";

const KEY = "completion.learned";

export interface LearnedStore {
  read(): Learned;
  /** What other windows learnt about other languages stays. */
  write(learned: Learned): void;
}

export function learnedStore(state: vscode.Memento): LearnedStore {
  const read = (): Learned => state.get<Learned>(KEY, { confidenceLimits: {} });
  return {
    read,
    write(learned) {
      const confidenceLimits = { ...read().confidenceLimits, ...learned.confidenceLimits };
      void state.update(KEY, { confidenceLimits } satisfies Learned);
    },
  };
}
