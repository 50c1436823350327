import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { EngineState, LoadedModel } from "../../src/protocol/engine.ts";
import type { Failure } from "../../src/protocol/failure.ts";
import { type BadModel, badModels, endlessTemplateModel } from "../fixtures/bad-models.ts";
import { practiceModel } from "../fixtures/models.ts";

interface Outcome {
  readonly path: string;
  readonly failure?: Failure;
  readonly state?: EngineState;
  readonly model?: LoadedModel;
}

const run = promisify(execFile);
let folder: string;
let cases: BadModel[];

/** Outcomes by path. A crash of the child is an error here. */
async function load(paths: readonly string[]): Promise<Map<string, Outcome>> {
  const script = join(import.meta.dirname, "load-in-child.ts");
  const { stdout } = await run(process.execPath, [script, ...paths], { maxBuffer: 1 << 24 });
  const outcomes = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Outcome);
  return new Map(outcomes.map((outcome) => [outcome.path, outcome]));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bad-models-"));
  cases = await badModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("every bad file gives its failure, and the process lives and loads a good one after it", async () => {
  const good = await practiceModel();
  const outcomes = await load([...cases.map(({ path }) => path), good]);
  expect(cases.length).toBeGreaterThan(10);
  // Root may read everything; the unit tests cover the missing permission.
  const isRoot = process.getuid?.() === 0;
  const expected = cases.filter(({ expectedCode }) => !(isRoot && expectedCode === "file.permission"));
  const codes = expected.map(({ name, path }) => [name, outcomes.get(path)?.failure?.code]);
  expect(codes).toEqual(expected.map(({ name, expectedCode }) => [name, expectedCode]));
  for (const { path } of expected) {
    const { failure, state } = outcomes.get(path) ?? {};
    expect(failure?.message).toContain(path);
    expect(failure?.nextStep).not.toBe("");
    expect(state).toEqual({ kind: "failed", path, failure });
  }
  expect(outcomes.get(good)?.model?.practice).toBe(true);
});

it("a chat template with an endless loop is never run", async () => {
  const path = await endlessTemplateModel(folder);
  expect((await load([path])).get(path)?.model?.architecture).toBe("gemma4");
});
