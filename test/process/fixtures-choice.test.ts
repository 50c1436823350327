/** A scripted model with a second choice: never greedily, now and then when it is sampled. */
import { getLlama } from "node-llama-cpp";
import { expect, it } from "vitest";
import { choosingModel } from "../fixtures/models.ts";

it("says its second choice only when it is sampled", async () => {
  const llama = await getLlama({ build: "never", gpu: false, maxThreads: 1, progressLogs: false });
  const model = await llama.loadModel({ modelPath: await choosingModel() });
  const context = await model.createContext({ contextSize: 256, batchSize: 128, threads: 1 });
  const sequence = context.getSequence();
  const prompt = model.tokenize("const best = Math.", false);
  const draw = async (seed: number, temperature: number): Promise<string> => {
    await sequence.clearHistory();
    const said = [];
    for await (const token of sequence.evaluate(prompt, { temperature, topK: 64, topP: 0.95, seed })) {
      if (model.isEogToken(token) || said.length > 20) break;
      said.push(token);
    }
    return model.detokenize(said);
  };
  expect(await draw(1, 0)).toBe("max(a, b);");
  const drawn = new Set<string>();
  for (let seed = 1; seed <= 12; seed++) drawn.add(await draw(seed, 1));
  expect([...drawn].toSorted()).toEqual(["max(a, b);", "min(a, b);"]);
  await llama.dispose();
});
