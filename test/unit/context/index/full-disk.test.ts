/**
 * The disk is full. A stand-in: SQLite itself refuses to make the file larger (`max_page_count`), with the error that
 * it gives when the system has no room. The process ring has a file system that is really full.
 */
import type { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test, vi } from "vitest";
import type * as schema from "../../../../src/server/context/index/schema.ts";
import { contentsOf, openFolder } from "./folder.ts";
import { type Tree, tree } from "./tree.ts";

const disk = vi.hoisted(() => ({ isFull: false, opened: [] as DatabaseSync[] }));

vi.mock("../../../../src/server/context/index/schema.ts", async (original) => {
  const real = await original<typeof schema>();
  return {
    ...real,
    openDatabase: (...order: Parameters<typeof real.openDatabase>) => {
      const database = real.openDatabase(...order);
      disk.opened.push(database);
      if (disk.isFull) limit(database);
      return database;
    },
  };
});

/** No page more than there are now. */
function limit(database: DatabaseSync, pages = 1): void {
  if (database.isOpen) database.exec(`PRAGMA max_page_count = ${pages}`);
}

function fill(): void {
  disk.isFull = true;
  for (const database of disk.opened) limit(database);
}

function free(): void {
  disk.isFull = false;
  for (const database of disk.opened) limit(database, 2 ** 31);
}

afterEach(free);

const CODE = "export function walk() {\n  return 1;\n}\n";
const RETRY_MS = 20;

/** Files that need many pages. */
function growth(files: Tree): string[] {
  return Array.from({ length: 40 }, (_, at) => {
    const path = `new/file${at}.ts`;
    const body = Array.from({ length: 200 }, (__, line) => `export const name${at}x${line} = ${line};\n`);
    files.write(path, body.join(""));
    return path;
  });
}

const paths = (open: Awaited<ReturnType<typeof openFolder>>): Promise<string[] | undefined> =>
  open.index.read(({ view }) => view.files().map(({ path }) => path));

describe("while the disk is full", () => {
  test("the index says so, answers from what it knew, and goes on when there is room", async () => {
    using files = tree({ "a.ts": CODE, "b.ts": CODE });
    using caches = tree();
    await using open = await openFolder(files.root, caches.root, {}, { retryMs: RETRY_MS });
    await open.index.settled();
    const before = await contentsOf(open.index);
    fill();
    open.index.changed(growth(files));
    await open.index.settled();
    expect(open.index.status).toMatchObject({ phase: "failed", files: 2, parsed: 2 });
    expect(open.index.status.failure).toEqual({
      code: "index.diskFull",
      message: `The disk is full: the index of ${files.root} cannot take in what changed.`,
      nextStep: `Free some space on the disk of ${caches.root}; the index then goes on by itself. Until then, answers are made from what it knew.`,
    });
    expect(await contentsOf(open.index)).toEqual(before);
    free();
    await expect.poll(() => open.index.status.phase).toBe("ready");
    expect(open.index.status.failure).toBeUndefined();
    using others = tree();
    await using fresh = await openFolder(files.root, others.root);
    await fresh.index.settled();
    expect(await contentsOf(open.index)).toEqual(await contentsOf(fresh.index));
    expect(open.logged.join("\n")).not.toMatch(/damaged/);
  });

  test("a save tries again at once", async () => {
    using files = tree({ "a.ts": CODE });
    using caches = tree();
    await using open = await openFolder(files.root, caches.root, {}, { retryMs: 3_600_000 });
    await open.index.settled();
    fill();
    open.index.changed(growth(files));
    await open.index.settled();
    free();
    expect(open.index.status.phase).toBe("failed");
    open.index.changed(["a.ts"]);
    await open.index.settled();
    expect(open.index.status).toMatchObject({ phase: "ready", files: 41, parsed: 41 });
  });

  test("an index of an earlier start is read, and kept", async () => {
    using files = tree({ "a.ts": CODE, "b.ts": CODE });
    using caches = tree();
    const before = await openFolder(files.root, caches.root);
    await before.index.settled();
    await before.index.close();
    growth(files);
    fill();
    await using open = await openFolder(files.root, caches.root, {}, { retryMs: RETRY_MS });
    await open.index.settled();
    expect(open.index.status.failure?.code).toBe("index.diskFull");
    expect(await paths(open)).toEqual(["a.ts", "b.ts"]);
    free();
    await expect.poll(() => open.index.status).toMatchObject({ phase: "ready", files: 42 });
  });

  test("a pack is made although its token counts cannot be remembered", async () => {
    using files = tree({ "a.ts": CODE });
    using caches = tree();
    await using open = await openFolder(files.root, caches.root);
    await open.index.settled();
    fill();
    const texts = Array.from({ length: 5000 }, (_, at) => `text ${at}`);
    const counted = await open.index.read((_graph, counts) =>
      counts.remembering("model", (asked) => asked.map((text) => text.length))(texts),
    );
    expect(counted).toEqual(texts.map((text) => text.length));
    expect(open.index.status.phase).toBe("ready");
  });

  test("cleared, it stays off, and closed, it ends", async () => {
    using files = tree({ "a.ts": CODE });
    using caches = tree();
    const open = await openFolder(files.root, caches.root, {}, { retryMs: RETRY_MS });
    await open.index.settled();
    fill();
    open.index.changed(growth(files));
    await open.index.settled();
    open.index.clear();
    free();
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS * 3));
    expect(open.index.status).toMatchObject({ phase: "off", files: 0 });
    await open.index.close();
  });
});
