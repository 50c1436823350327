/** Each family on real llama.cpp: the middle arrives, and every token that ends one ends it and is never seen. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GenerateParams } from "../../src/protocol/engine.ts";
import { createInference } from "../../src/sidecar/core.ts";
import type { Inference } from "../../src/sidecar/inference.ts";
import { BEGUN, FIM_FAMILIES, type FimFamily, PREFIX, SUFFIX } from "../fixtures/fim-families.ts";
import { type FamilyModelOptions, ModelFolder } from "./fim-models.ts";
import { ask, loadParams } from "./inference-core.ts";

const folder = new ModelFolder();
let core: Inference;
beforeAll(async () => {
  core = await createInference();
});
afterAll(async () => {
  await core.dispose();
  folder.remove();
});

function fill(begun: string): GenerateParams {
  return {
    id: "fim",
    lane: "completion",
    prompt: { kind: "fim", prefix: PREFIX, begun, suffix: SUFFIX, path: "a.py" },
    sampling: { temperature: 0, topP: 1, topK: 1 },
    maxTokens: 8,
  };
}

async function load(family: FimFamily, options: FamilyModelOptions): Promise<void> {
  await core.load(loadParams(await folder.write(family, options), { contextTokens: 512 }));
}

/** One case: what the prompt ends with, and what the model says before the stop token. */
interface Case {
  readonly typed: string;
  readonly said: string;
  readonly stop: string;
}

/** The stop tokens of a family, each after a character of its own. */
function cases(stops: readonly string[]): Case[] {
  return stops.map((stop, index) => ({
    typed: String.fromCharCode(0x30 + index),
    said: String.fromCharCode(0x41 + index),
    stop,
  }));
}

/** The model says what it should, then the stop token, then what must not be read any more. */
function transitions({ last }: FimFamily, tried: readonly Case[]): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const { typed, said, stop } of tried) {
    table.set(said, stop).set(last ?? typed, said);
    if (stop !== last) table.set(stop, "leak");
  }
  return table;
}

/** A model can answer several cases when its prompt ends with what was typed. */
function byModel(family: FimFamily, tried: readonly Case[]): Case[][] {
  return family.last === undefined ? [[...tried]] : tried.map((one) => [one]);
}

describe.each(FIM_FAMILIES)("$name", (family) => {
  it.each(["control", "userDefined", "normal"] as const)(
    "says what it fills in and ends at each stop token of type %s",
    async (specialType) => {
      const ended: string[] = [];
      for (const some of byModel(family, cases([family.eos, ...family.stops]))) {
        await load(family, { transitions: transitions(family, some), specialType });
        for (const { typed, said, stop } of some) {
          const { text, finishReason, usage } = await ask(core, fill(BEGUN + typed));
          if (text === said && finishReason === "stop" && usage.generatedTokens === 1) ended.push(stop);
        }
      }
      expect(ended).toEqual([family.eos, ...family.stops]);
    },
  );

  it("evaluates little when a character is typed", async () => {
    await load(family, {});
    await ask(core, fill(BEGUN));
    const { usage } = await ask(core, fill(`${BEGUN}b`));
    expect(usage.evaluatedTokens).toBeLessThanOrEqual(2);
    expect(usage.reusedTokens).toBeGreaterThan(10);
  });
});
