import { scriptedModel } from "../fixtures/models.ts";

/** Words of the answer of {@link longAnswerModel}; each is one token. Together they take seconds. */
export const LONG_ANSWER = Array.from({ length: 3_000 }, (_, i) => wordOf(i));

function wordOf(index: number): string {
  const letters = [index % 20, Math.floor(index / 20) % 20, Math.floor(index / 400)];
  return letters.map((letter) => `${"bcdfghjklmnpqrstvwxz"[letter]}a`).join("");
}

/**
 * Path of a real GGUF whose model answers everything with so many words that it can be interrupted on any machine.
 * It completes arrow functions like the practice model.
 */
export function longAnswerModel(): Promise<string> {
  return scriptedModel("Long answer", {
    entries: [
      { after: ["<|turn>model\n", "<channel|>"], emit: LONG_ANSWER.join(" ") },
      { after: "=> ", emit: "a + b;" },
    ],
    words: "const add = (a: number, b: number)",
  });
}
