/** The disk of the index is really full: the server says so, packs what it knew, and goes on when there is room. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, test } from "vitest";
import * as context from "../../src/protocol/context.ts";
import { indexName } from "../../src/server/context/index/location.ts";
import { eventually } from "../support/sidecar.ts";
import { quotaDisk, smallDisk, WITHOUT_SMALL_DISK } from "../support/small-disk.ts";
import { type Tree, tree } from "../unit/context/index/tree.ts";
import { type IndexedServer, startIndexedServer } from "./context-server.ts";

const MEGABYTES = 64;
const FILES = {
  "src/loyalty.ts": "export function loyaltyDiscount(cents: number) {\n  return Math.floor(cents / 10);\n}\n",
  "src/tax.ts": "export function taxOf(cents: number): number {\n  return cents / 5;\n}\n",
};
const QUERY = { query: "How is the loyalty discount computed?" };

// Also tells whether this system can mount one.
const disk = smallDisk(MEGABYTES);
const quota = quotaDisk();
afterAll(() => {
  disk?.[Symbol.dispose]();
  quota?.[Symbol.dispose]();
});

/** Files whose index takes some megabytes. */
function grow(files: Tree): string[] {
  return Array.from({ length: 300 }, (_, at) => {
    const path = `gen/file${at}.ts`;
    const line = (_none: unknown, n: number): string => `export const name${at}x${n} = [${n}];\n`;
    files.write(path, Array.from({ length: 100 }, line).join(""));
    return path;
  });
}

/** A row that was deleted still counts, as after a crash: an opening wants to correct that. */
function miscount(index: string): void {
  const database = new DatabaseSync(index);
  database.enableDefensive(false);
  const averages = database.prepare("SELECT block FROM search_data WHERE id = 1").get();
  const [rows = 0, ...rest] = averages?.["block"] instanceof Uint8Array ? averages["block"] : [];
  expect(rows).toBe(2);
  const changed = Uint8Array.from([rows + 1, ...rest]);
  database.prepare("UPDATE search_data SET block = ? WHERE id = 1").run(changed);
  database.close();
}

async function failed(server: IndexedServer): Promise<context.IndexStatus> {
  let status = await server.status();
  await eventually(async () => {
    status = await server.status();
    return status.phase === "failed";
  }, "the index to stop");
  return status;
}

const WHY = disk === undefined ? WITHOUT_SMALL_DISK : "";

describe.skipIf(disk === undefined)(`an index on a full disk${WHY}`, () => {
  const path = disk?.path ?? "";
  const fill = (): void => disk?.fill();
  const free = (): void => disk?.free();

  test("of a workspace that it knows", async () => {
    using files = tree(FILES);
    await using server = await startIndexedServer({ root: files.root, indexDirectory: path });
    await server.ready(2);
    const before = await server.pack(QUERY);
    fill();
    const grown = grow(files);
    await server.changed(...grown);
    const status = await failed(server);
    expect(status.failure).toMatchObject({ code: "index.diskFull" });
    expect(status.failure?.message).toMatch(/^The disk is full: /);
    expect(status.failure?.nextStep).toContain(`Free some space on the disk of ${path}`);
    expect(status.files).toBe(2);
    expect(await server.pack(QUERY)).toEqual({ ...before, unfinished: true });
    // Nothing is thrown away, and nothing is tried as long as it cannot help.
    await server.changed("src/tax.ts");
    expect((await server.status()).phase).toBe("failed");
    expect(readdirSync(path).filter((name) => name.endsWith(".db"))).toHaveLength(1);
    free();
    await server.changed("src/tax.ts");
    const after = await server.ready(302);
    expect(after).toMatchObject({ files: 302, parsed: 302 });
    expect((await server.pack({ query: "name7x3" })).text).toContain("name7x3");
  });

  test("of a workspace that was known when the server started", async () => {
    using files = tree(FILES);
    {
      await using first = await startIndexedServer({ root: files.root, indexDirectory: path });
      await first.ready(2);
    }
    const [index = ""] = readdirSync(path).filter((name) => name.startsWith(indexName(files.root)));
    miscount(join(path, index));
    grow(files);
    fill();
    await using server = await startIndexedServer({ root: files.root, indexDirectory: path });
    expect((await failed(server)).failure?.code).toBe("index.diskFull");
    expect((await server.pack(QUERY)).text).toContain("Math.floor(cents / 10)");
    free();
    await server.changed("src/tax.ts");
    await server.ready(302);
  });

  test("of a workspace that is new", async () => {
    using files = tree(FILES);
    fill();
    await using server = await startIndexedServer({ root: files.root, indexDirectory: path });
    expect((await failed(server)).failure?.code).toBe("index.diskFull");
    await expect(server.pack(QUERY)).rejects.toThrow(/The disk is full/);
    free();
    await server.client.sendRequest(context.indexControl, { action: "rebuild" });
    await server.ready(2);
    expect((await server.pack(QUERY)).text).toContain("Math.floor(cents / 10)");
  });

  test("that became read-only", async () => {
    using files = tree(FILES);
    await using server = await startIndexedServer({ root: files.root, indexDirectory: path });
    await server.ready(2);
    await server.client.sendRequest(context.indexControl, { action: "clear" });
    disk?.setReadOnly(true);
    await server.client.sendRequest(context.indexControl, { action: "rebuild" });
    const { failure } = await failed(server);
    expect(failure).toMatchObject({ code: "index.readOnly" });
    expect(failure?.message).toMatch(/^Nothing can be written to a read-only disk: /);
    await expect(server.pack(QUERY)).rejects.toThrow(/read-only/);
    disk?.setReadOnly(false);
    await server.changed("src/tax.ts");
    await server.ready(2);
    expect((await server.pack(QUERY)).text).toContain("Math.floor(cents / 10)");
  });
});

const WHY_NO_QUOTA = quota === undefined ? " (not run: no btrfs with quotas can be mounted here)" : "";

describe.skipIf(quota === undefined)(`an index under a quota${WHY_NO_QUOTA}`, () => {
  test("says so, keeps what it knew, and goes on when there is room", async () => {
    const path = quota?.path ?? "";
    using files = tree(FILES);
    await using server = await startIndexedServer({ root: files.root, indexDirectory: path });
    await server.ready(2);
    const before = await server.pack(QUERY);
    quota?.limit(1024 * 1024);
    const grown = grow(files);
    await server.changed(...grown);
    const { failure, files: known } = await failed(server);
    expect(failure).toMatchObject({ code: "index.diskFull" });
    expect(failure?.message).toMatch(/^Your disk quota is used up: /);
    expect(known).toBe(2);
    expect(await server.pack(QUERY)).toEqual({ ...before, unfinished: true });
    // Tried again it would fail again: nothing is.
    await server.changed("src/tax.ts");
    expect((await server.status()).phase).toBe("failed");
    quota?.limit(100 * 1024 * 1024);
    await server.changed("src/tax.ts");
    expect(await server.ready(302)).toMatchObject({ files: 302, parsed: 302 });
    expect((await server.pack({ query: "name7x3" })).text).toContain("name7x3");
  });
});
