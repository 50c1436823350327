/** Pause and clear: what they leave, what they delete, and how an index begins that the user left that way. */
import { existsSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { indexName, openIndex, pruneIndexes } from "../../../../src/server/context/index/location.ts";
import { openFolder } from "./folder.ts";
import { tree } from "./tree.ts";

const CODE = "export function walk() {\n  return 1;\n}\n";

test("paused, a file that changed is named as such, without asking for it again and again", async () => {
  using files = tree({ "a.ts": CODE, "b.ts": CODE });
  using caches = tree();
  await using open = await openFolder(files.root, caches.root);
  await open.index.settled();
  open.index.pause();
  files.write("a.ts", `${CODE}// more\n`);
  let queries = 0;
  const seen = await open.index.read(({ view }, _counts, changed) => {
    queries++;
    const texts = view.files().map(({ id }) => view.text(id) === undefined);
    return { texts, changed: [...changed()] };
  });
  expect({ ...seen, queries }).toEqual({ texts: [true, false], changed: ["a.ts"], queries: 1 });
});

test("an index that was left paused begins paused, with what it knew, and goes on when told", async () => {
  using files = tree({ "a.ts": CODE });
  using caches = tree();
  const first = await openFolder(files.root, caches.root);
  await first.index.settled();
  await first.index.close();
  files.write("b.ts", CODE);
  await using open = await openFolder(files.root, caches.root, {}, { mode: "paused" });
  await open.index.usable();
  const paths = () => open.index.read(({ view }) => view.files().map(({ path }) => path));
  expect(await paths()).toEqual(["a.ts"]);
  expect(open.index.status).toMatchObject({ phase: "paused", files: 1 });
  open.index.resume();
  await open.index.settled();
  expect(await paths()).toEqual(["a.ts", "b.ts"]);
});

test("an index that was left cleared stays off until it is rebuilt", async () => {
  using files = tree({ "a.ts": CODE });
  using caches = tree();
  await using open = await openFolder(files.root, caches.root, {}, { mode: "off" });
  open.index.changed(["a.ts"]);
  open.index.rescan();
  await open.index.usable();
  expect(open.index.status).toMatchObject({ phase: "off", files: 0 });
  expect(readdirSync(caches.root)).toEqual([]);
  open.index.rebuild();
  await open.index.settled();
  expect(open.index.status).toMatchObject({ phase: "ready", files: 1 });
});

test("clear deletes every copy, also of an index that never began, and nothing of other folders", async () => {
  using files = tree({ "a.ts": CODE });
  using caches = tree();
  const one = await openFolder(files.root, caches.root);
  const two = await openFolder(files.root, caches.root);
  await one.index.settled();
  await two.index.settled();
  await two.index.close();
  await one.index.close();
  const other = openIndex(caches.root, "/another/folder");
  other.database.close();
  expect(readdirSync(caches.root).filter((name) => name.endsWith(".db"))).toHaveLength(3);
  await using open = await openFolder(files.root, caches.root, {}, { mode: "off" });
  open.index.clear();
  expect(readdirSync(caches.root)).toEqual([`${indexName("/another/folder")}.db`]);
});

test("rebuild leaves nothing of an index that was not open yet, and the copy of another process alone", async () => {
  using files = tree({ "a.ts": CODE });
  using caches = tree();
  await using other = await openFolder(files.root, caches.root);
  await other.index.settled();
  const { database, path } = openIndex(caches.root, files.root);
  database.exec("CREATE TABLE left_over (a)");
  database.close();
  await using open = await openFolder(files.root, caches.root);
  open.index.rebuild();
  expect(existsSync(path)).toBe(false);
  await open.index.settled();
  expect(open.index.status).toMatchObject({ phase: "ready", files: 1 });
  expect(readdirSync(caches.root).filter((name) => name.endsWith(".db"))).toHaveLength(2);
});

test("indexes that nobody opened for a month are deleted, and nothing else", () => {
  using caches = tree();
  const day = 24 * 3600;
  const age = (path: string, days: number): void => {
    const at = Date.now() / 1000 - days * day;
    utimesSync(path, at, at);
  };
  const [old, fresh] = ["/old", "/fresh"].map((root) => {
    const { database, path } = openIndex(caches.root, root);
    database.close();
    return path;
  });
  writeFileSync(join(caches.root, "notes.txt"), "");
  // Nothing can be learnt of it.
  const loop = `${indexName("/loop")}.db`;
  symlinkSync(loop, join(caches.root, loop));
  for (const path of [old ?? "", join(caches.root, "notes.txt")]) age(path, 40);
  age(fresh ?? "", 40);
  // Opening counts, even when nothing is written.
  openIndex(caches.root, "/fresh").database.close();
  expect(Date.now() - statSync(fresh ?? "").mtimeMs).toBeLessThan(day * 1000);
  pruneIndexes(caches.root);
  expect(existsSync(old ?? "")).toBe(false);
  expect(readdirSync(caches.root).sort()).toEqual([`${indexName("/fresh")}.db`, loop, "notes.txt"].sort());
  expect(() => pruneIndexes(join(caches.root, "missing"))).not.toThrow();
});
