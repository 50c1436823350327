import { afterEach, expect, test } from "vitest";
import type { ParsePoolOptions } from "../../../../src/server/context/parse/pool.ts";
import { RestingPool } from "../../../../src/server/context/parse/resting-pool.ts";
import { grammarFolder } from "./grammar-folder.ts";

const workerFile = new URL("../../../../src/server/context/parse/parse.worker.ts", import.meta.url);
const dyingWorker = new URL("dying.worker.ts", import.meta.url);

let pool: RestingPool | undefined;
afterEach(() => pool?.close());

function open(options: Partial<ParsePoolOptions>, restAfterMs: number): RestingPool {
  pool = new RestingPool({ workerFile, grammarsDir: "unused", ...options }, restAfterMs);
  return pool;
}

test("the workers end when nothing was parsed for a while, and start again", async () => {
  const resting = open({ grammarsDir: await grammarFolder() }, 20);
  expect(resting.awake).toBe(false);
  for (const name of ["first", "second"]) {
    const { tags } = await resting.parse(`def ${name}(): pass\n`, "python", { budgetMs: 30_000 });
    expect(tags[0]?.name).toBe(name);
    await expect.poll(() => resting.awake).toBe(false);
  }
});

test("work keeps the workers awake", async () => {
  const resting = open({ grammarsDir: await grammarFolder() }, 60_000);
  await resting.parse("x = 1\n", "python", { budgetMs: 30_000 });
  expect(resting.awake).toBe(true);
});

test("a pool that lost a worker stays, so that its grammar is set aside in the end", async () => {
  const crashes: string[] = [];
  const resting = open({ workerFile: dyingWorker, onCrash: ({ languageId }) => crashes.push(languageId) }, 5);
  const { fallback } = await resting.parse("throw", "python");
  expect(fallback).toBe("crashed");
  expect(crashes).toEqual(["python"]);
  await new Promise((done) => setTimeout(done, 100));
  expect(resting.awake).toBe(true);
});
