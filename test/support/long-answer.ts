import { scriptedModel } from "../fixtures/models.ts";

/** Words of the answer of {@link longAnswerModel}; each is one token. */
export const LONG_ANSWER = Array.from({ length: 1_500 }, (_, i) => wordOf(i));

function wordOf(index: number): string {
  const letters = [index % 20, Math.floor(index / 20) % 20, Math.floor(index / 400)];
  return letters.map((letter) => `${"bcdfghjklmnpqrstvwxz"[letter]}a`).join("");
}

/** Path of a real GGUF whose model answers everything with 1,500 words: long enough to be interrupted. */
export function longAnswerModel(): Promise<string> {
  return scriptedModel("Long answer", {
    entries: [{ after: ["<|turn>model\n", "<channel|>"], emit: LONG_ANSWER.join(" ") }],
  });
}
