/**
 * Builds an index in one thread, file after file, for tests and benchmarks that need a finished one. The
 * product's indexer does the same work in worker threads and keeps it up to date: how fast it is, only the server says.
 */
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { copyGrammars } from "../../scripts/grammars.mjs";
import { createProject } from "../../src/server/context/index/resolve/project.ts";
import { resolveImport } from "../../src/server/context/index/resolve/resolve.ts";
import { refuseByBytes, refuseByText } from "../../src/server/context/index/scan/rules.ts";
import { walk } from "../../src/server/context/index/scan/walk.ts";
import { openDatabase } from "../../src/server/context/index/schema.ts";
import { SqliteView } from "../../src/server/context/index/sqlite-view.ts";
import { IndexStore } from "../../src/server/context/index/store.ts";
import { languageOfPath } from "../../src/server/context/parse/languages.ts";
import { createFileParser, type FileParser } from "../../src/server/context/parse/parser.ts";
import type { ParsedFile } from "../../src/server/context/parse/types.ts";
import { REPOSITORY } from "../fixtures/cache.ts";
import { projectTexts } from "./project-texts.ts";

const CACHE = join(REPOSITORY, ".cache");

let starting: Promise<FileParser> | undefined;

/** One parser for the whole process, over grammars copied into the cache. */
export function fileParser(): Promise<FileParser> {
  starting ??= (async () => {
    const folder = join(CACHE, "grammars");
    await copyGrammars(folder);
    return createFileParser(folder);
  })();
  return starting;
}

export interface BuiltIndex {
  readonly view: SqliteView;
  readonly store: IndexStore;
  readonly database: DatabaseSync;
  readonly root: string;
  /** Of all files, UTF-8. */
  readonly bytes: number;
}

interface Read {
  readonly path: string;
  readonly text: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly language: string;
  readonly id: number;
}

/** Changes whenever the code that fills the index does. */
function builderHash(): string {
  const source = join(REPOSITORY, "src/server/context");
  const hash = createHash("sha256");
  for (const file of globSync(["index/**/*.ts", "parse/*.ts", "../../../grammars/**/*.{scm,json}"], {
    cwd: source,
  }).toSorted())
    hash.update(readFileSync(join(source, file)));
  return hash.digest("hex").slice(0, 10);
}

function readFiles(root: string, store: IndexStore): Read[] {
  const found: Read[] = [];
  for (const batch of walk(root, { exclude: [], maxFiles: 200_000 })) {
    for (const { path, reason } of batch.skipped) store.skip(path, reason);
    for (const file of batch.files) {
      const bytes = readFileSync(join(root, file.path));
      const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
      const refusal = refuseByBytes(bytes) ?? refuseByText(text);
      if (refusal !== undefined) {
        store.skip(file.path, refusal);
        continue;
      }
      const language = languageOfPath(file.path)?.id ?? "text";
      const hash = createHash("sha256").update(bytes).digest("hex");
      const id = store.putText({ ...file, bytes: bytes.length, hash, language, text });
      found.push({ ...file, bytes: bytes.length, text, language, id });
    }
  }
  return found;
}

function resolveImports(store: IndexStore, root: string): void {
  const read = (path: string): string | undefined => {
    const full = join(root, path);
    return existsSync(full) ? readFileSync(full, "utf8") : undefined;
  };
  const project = createProject(
    store.known().map((file) => file.path),
    projectTexts(read, () => store.imports.placedModules()),
  );
  for (const { id, fileId, wanted, language } of store.imports.waiting(-1)) {
    const targets = resolveImport(language, wanted, project);
    store.imports.link({ id, fileId, targets, searched: false });
  }
}

async function fill(database: DatabaseSync, root: string): Promise<void> {
  const parser = await fileParser();
  const store = new IndexStore(database);
  const files = store.transaction(() => readFiles(root, store));
  const parsed: Array<{ readonly file: Read; readonly tags: ParsedFile }> = [];
  for (const file of files) {
    // A generous budget: the same index on a busy machine.
    const tags = await parser.parseFile(file.text, file.language, { budgetMs: 20_000 });
    parsed.push({ file, tags });
  }
  store.transaction(() => {
    for (const { file, tags } of parsed) store.putParsed(file.id, file.path, file.text, tags);
    resolveImports(store, root);
  });
}

function finished(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'finished'").get() !== undefined;
}

function wrap(database: DatabaseSync, root: string): BuiltIndex {
  const row = database.prepare("SELECT coalesce(sum(bytes), 0) AS bytes FROM files").get();
  const [store, view] = [new IndexStore(database), new SqliteView(database, root)];
  return { database, root, bytes: Number(row?.["bytes"]), store, view };
}

/** The index of a folder, kept in `.cache` under a name that changes with the indexing code. */
export async function cachedIndex(name: string, root: string): Promise<BuiltIndex> {
  const place = createHash("sha256").update(root).digest("hex").slice(0, 8);
  const path = join(CACHE, "index", `${name}-${place}-${builderHash()}.db`);
  mkdirSync(dirname(path), { recursive: true });
  let database = openDatabase(path);
  if (finished(database)) return wrap(database, root);
  database.close();
  for (const ending of ["", "-wal", "-shm"]) rmSync(path + ending, { force: true });
  database = openDatabase(path);
  await fill(database, root);
  database.exec("CREATE TABLE finished (at INTEGER)");
  return wrap(database, root);
}

/** An index in memory, for tests of a handful of files. */
export async function memoryIndex(root: string): Promise<BuiltIndex> {
  const database = openDatabase(":memory:");
  await fill(database, root);
  return wrap(database, root);
}
