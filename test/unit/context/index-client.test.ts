import { expect, test } from "vitest";
import type { IndexStatus } from "../../../src/protocol/context.ts";
import { IndexClient } from "../../../src/server/context/index-client.ts";
import { type Tree, tree } from "./index/tree.ts";

const SETTINGS = { exclude: [], trusted: false };
const ORDER = { cursor: { path: "a.ts", text: "", offset: 0 }, maxChars: 100 };

function open(files: Tree) {
  let now = 0;
  let states: readonly IndexStatus[] = [];
  const logged: string[] = [];
  let onLog = (): void => undefined;
  const client = new IndexClient({
    workerFile: new URL("dying-index.worker.ts", import.meta.url),
    setup: { parseWorker: "", grammarsDir: "", directory: files.root, maxFiles: 1, parsers: 1 },
    count: async () => [],
    onStatus: (folders) => (states = folders),
    log: (message) => {
      logged.push(message);
      onLog();
    },
    mode: "on",
    now: () => now,
  });
  client.open("/one", SETTINGS);
  return {
    client,
    logged,
    onLog: (listener: () => void) => void (onLog = listener),
    later: (ms: number) => void (now += ms),
    phases: () => states.map(({ root, phase }) => `${root} ${phase}`),
    failures: () => states.map(({ failure }) => failure),
    [Symbol.asyncDispose]: () => client.dispose(),
  };
}

test("after three crashes every folder says that it failed, why, and what to do", async () => {
  using files = tree({ die: "" });
  await using opened = open(files);
  const { client, phases, failures, logged } = opened;
  client.open("/two", SETTINGS);
  await expect.poll(phases).toEqual(["/one failed", "/two failed"]);
  expect(logged).toHaveLength(3);
  expect(failures()[0]).toMatchObject({
    code: "index.crashed",
    message: expect.stringContaining("made to die") as string,
    nextStep: expect.stringContaining("Rebuild the index") as string,
  });
  // Asked for, it says the same instead of nothing; nobody waits for ever.
  expect((await client.status()).map(({ phase }) => phase)).toEqual(["failed", "failed"]);
  await expect(client.around("/one", ORDER)).rejects.toThrow(/made to die/);
  client.open("/three", SETTINGS);
  expect(phases()).toEqual(["/one failed", "/two failed", "/three failed"]);
  client.close("/two");
  expect(phases()).toEqual(["/one failed", "/three failed"]);
});

test("who waits for the index waits for the next worker, too", async () => {
  using files = tree({ die: "" });
  await using opened = open(files);
  expect((await opened.client.settled()).map(({ phase }) => phase)).toEqual(["failed"]);
  files.remove("die");
  opened.client.control("rebuild");
  files.write("die", "");
  // Before the next worker can look: it would die, too.
  opened.onLog(() => files.remove("die"));
  const settled = opened.client.settled();
  expect((await settled).map(({ phase }) => phase)).toEqual(["ready"]);
  expect(opened.logged.length).toBeGreaterThan(3);
});

test("rebuild starts the worker again, with every folder", async () => {
  using files = tree({ die: "" });
  await using opened = open(files);
  const { client, phases, logged } = opened;
  await expect.poll(phases).toEqual(["/one failed"]);
  client.open("/two", SETTINGS);
  files.remove("die");
  client.control("rebuild");
  await expect.poll(phases).toEqual(["/one ready", "/two ready"]);
  // What made it die may be in the database: it is built anew.
  await expect.poll(() => logged.at(-1)).toContain("rebuild");
  expect(await client.around("/one", ORDER)).toBe("around");
});

test("crashes far apart do not add up", async () => {
  using files = tree();
  await using opened = open(files);
  const { client, phases, logged, later } = opened;
  for (let crash = 1; crash <= 4; crash++) {
    await expect.poll(phases).toEqual(["/one ready"]);
    later(11 * 60_000);
    files.write("die", "");
    await expect(client.around("/one", ORDER)).rejects.toThrow(/made to die/);
    files.remove("die");
    await expect.poll(() => client.around("/one", ORDER)).toBe("around");
    expect(logged).toHaveLength(crash);
  }
});
