import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Inference } from "../../src/sidecar/inference.ts";
import { practiceModel, randomModel } from "../fixtures/models.ts";
import { type Answer, ask, completion, coreWith } from "./inference-core.ts";

let practice: Inference;
let noise: Inference;

beforeAll(async () => {
  practice = await coreWith(await practiceModel());
  noise = await coreWith(await randomModel({ sizeClass: "E2B", scale: "tiny" }));
});
afterAll(async () => {
  await practice.dispose();
  await noise.dispose();
});

const said = ({ events }: Answer): readonly (number | undefined)[] =>
  events.flatMap((event) => (event.kind === "text" ? [event.logProbability] : []));

describe("probabilities", () => {
  it("come with each piece, and are near 1 where the model knows", async () => {
    const answer = await ask(practice, completion("const add = (a, b) => ", { probabilities: true }));
    expect(answer.text).toBe("a + b;");
    for (const each of said(answer)) expect(Math.exp(each ?? Number.NaN)).toBeGreaterThan(0.9);
  });

  it("are low where it does not, and change nothing about a greedy answer", async () => {
    for (const start of ["let total = ", "def f(", "// "]) {
      const plain = await ask(noise, completion(start, { maxTokens: 16 }));
      const told = await ask(noise, completion(start, { maxTokens: 16, probabilities: true }));
      expect(told.text).toBe(plain.text);
      expect(said(plain).every((each) => each === undefined)).toBe(true);
      const sum = said(told).reduce<number>((total, each) => total + Math.exp(each ?? Number.NaN), 0);
      expect(sum / said(told).length).toBeLessThan(0.9);
    }
  });

  it("of a sampled answer are told too", async () => {
    const sampling = { temperature: 1, topP: 0.95, topK: 64, seed: 5 };
    const answer = await ask(noise, completion("x = ", { maxTokens: 8, sampling, probabilities: true }));
    for (const each of said(answer)) expect(each).toBeLessThanOrEqual(0);
  });
});
