/** Token healing on real llama.cpp: a vocabulary in which a half-typed word is never how the whole word begins. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChatPrompt } from "../../src/protocol/engine.ts";
import type { Inference } from "../../src/sidecar/inference.ts";
import { scriptedModel } from "../fixtures/models.ts";
import { ask, completion, coreWith } from "./inference-core.ts";

let core: Inference;
beforeAll(async () => {
  const path = await scriptedModel("Healing", {
    entries: [
      { after: "const total = ", emit: "compute(values);" },
      { after: "of  ", emit: "items" },
    ],
    words: "const total = comp co use unrelated ( ) ;",
  });
  core = await coreWith(path);
});
afterAll(() => core.dispose());

function typed(answerPrefix: string, healing: boolean, probabilities = false) {
  const request = completion(answerPrefix, { probabilities });
  const prompt: ChatPrompt = { ...(request.prompt as ChatPrompt), healing };
  return ask(core, { ...request, prompt });
}

describe("a cursor inside a word", () => {
  it.each(["c", "co", "comp", "compu", "comput"])(
    "goes on with the word of the model after %j",
    async (half) => {
      const whole = "compute(values);";
      expect((await typed(`const total = ${half}`, false)).text).not.toBe(whole.slice(half.length));
      for (const probabilities of [false, true]) {
        const healed = await typed(`const total = ${half}`, true, probabilities);
        expect(healed.text).toBe(whole.slice(half.length));
      }
    },
  );

  it("goes on behind a space that belongs to the next word", async () => {
    for (const line of ["const total = ", "const total ="]) {
      expect((await typed(line, true)).text.trimStart()).toBe("compute(values);");
    }
  });

  it("keeps the spaces that were typed when the model would not have written them", async () => {
    expect((await typed("use of  ", true)).text).toBe("items");
  });

  it("leaves indentation and the signs before the cursor alone", async () => {
    for (const line of ["const total = compute(", "const a;\n    "]) {
      const { usage } = await typed(line, true);
      expect(usage.promptTokens).toBe((await typed(line, false)).usage.promptTokens);
    }
  });

  it("evaluates one token for each further letter of a word", async () => {
    const evaluated: number[] = [];
    for (const half of ["c", "co", "com", "comp", "compu"]) {
      evaluated.push((await typed(`use total; const total = ${half}`, true)).usage.evaluatedTokens);
    }
    expect(Math.max(...evaluated.slice(1))).toBe(1);
  });
});
