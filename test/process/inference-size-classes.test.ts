import { expect, it } from "vitest";
import { SIZE_CLASSES } from "../fixtures/gguf/size-classes.ts";
import { randomModel } from "../fixtures/models.ts";
import { ask, chat, completion, coreWith } from "./inference-core.ts";

it.each(SIZE_CLASSES)("%s loads, chats and completes", async (sizeClass) => {
  const path = await randomModel({ sizeClass, scale: "tiny" });
  const core = await coreWith(path, { contextTokens: 1024 });
  const { state } = core;
  expect(state).toMatchObject({
    kind: "ready",
    model: { sizeClass, architecture: "gemma4", practice: false },
  });
  const prompt = "a longer prompt that needs several slices ".repeat(12);
  const first = await ask(core, chat(prompt, { maxTokens: 12 }));
  expect(first.usage.generatedTokens).toBeGreaterThan(0);
  // The slices of the first prefill follow measured time, and noise weights turn their rounding into other words
  // (the oracle test compares logits instead). From the cache, the same token is evaluated alone each time.
  const again = await ask(core, chat(prompt, { maxTokens: 12 }));
  expect(again.usage.reusedTokens).toBe(first.usage.promptTokens - 1);
  const third = await ask(core, chat(prompt, { maxTokens: 12 }));
  expect(third.usage.reusedTokens).toBe(first.usage.promptTokens - 1);
  expect(third.text).toBe(again.text);
  const typed = await ask(core, completion("const total = ", { maxTokens: 4 }));
  expect(typed.usage.generatedTokens).toBeGreaterThan(0);
  const sampled = await ask(
    core,
    chat(prompt, {
      maxTokens: 8,
      probabilities: true,
      sampling: { temperature: 1, topP: 0.95, topK: 64, seed: 7 },
    }),
  );
  const texts = sampled.events.filter((event) => event.kind === "text");
  expect(texts.every((event) => event.logProbability !== undefined && event.logProbability <= 0)).toBe(true);
  await core.dispose();
});
