/**
 * Compiles the queries of all grammars in a folder, `dist/grammars` by default, so that nobody waits for it when
 * a file is parsed. What is up to date is left alone. Its own program: a thread has one tree-sitter runtime.
 */
import { rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { loadLanguage, readQueries } from "../src/server/context/parse/grammar.ts";
import { type LanguageEntry, languages } from "../src/server/context/parse/languages.ts";
import { queryFile, readImage, sealImage } from "../src/server/context/parse/query-file.ts";
import { compileQuery } from "../src/server/context/parse/query-image.ts";
import { type Runtime, startRuntime } from "../src/server/context/parse/runtime.ts";

async function compileLanguage(entry: LanguageEntry, folder: string, runtime: Runtime): Promise<void> {
  const source = await readQueries(entry, folder, false);
  const origin = { runtime, entry, source };
  if ((await readImage(folder, origin)) !== undefined) return;
  const { query, image } = compileQuery(runtime.module, await loadLanguage(entry, folder), source);
  query.delete();
  const path = queryFile(folder, entry);
  await writeFile(`${path}.${process.pid}`, sealImage(origin, image));
  await rename(`${path}.${process.pid}`, path);
}

const folder = process.argv[2] ?? fileURLToPath(new URL("../dist/grammars", import.meta.url));
const runtime = await startRuntime(folder);
for (const entry of languages) if (entry.grammar !== undefined) await compileLanguage(entry, folder, runtime);
