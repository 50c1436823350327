/**
 * What files are parsed with. When that is another than last time, or when it failed on a file, what the index
 * holds of the file may be wrong although the file is the same.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { languages } from "../parse/languages.ts";

/** Language id → a hash of everything that decides what the parser finds in its files. */
export type ParserTools = ReadonlyMap<string, string>;

/** Files of no known language. */
const OTHER = "text";

/** Times a file is tried that takes too long or kills the parser: it costs the others time and their grammar. */
const MOST_TRIES = 3;

/**
 * `parseWorker` is the bundle: the parser's own code, the table of languages and the hashes of the grammars.
 * `budgetMs` is the time a file may take. A missing file counts as empty.
 */
export function parserTools(parseWorker: string, grammarsDir: string, budgetMs: number): ParserTools {
  const code = createHash("sha256").update(`${budgetMs}\0`).update(read(parseWorker)).digest("hex");
  const tools = new Map([[OTHER, code]]);
  for (const { id, grammar } of languages) {
    const hash = createHash("sha256").update(code);
    for (const file of grammar?.queries ?? []) hash.update("\0").update(read(join(grammarsDir, file)));
    tools.set(id, hash.digest("hex"));
  }
  return tools;
}

/** Marks what is to be parsed again. Call once when an index was opened, in a transaction. */
export function markOutdated(database: DatabaseSync, tools: ParserTools): void {
  const known = new Map(
    database
      .prepare("SELECT language, hash FROM parsers")
      .all()
      .map((row) => [String(row["language"]), String(row["hash"])]),
  );
  const outdated = database.prepare("UPDATE files SET parsed = 0, tries = 0 WHERE language = ?");
  const remember = database.prepare("INSERT OR REPLACE INTO parsers (language, hash) VALUES (?, ?)");
  for (const [language, hash] of tools) {
    if (known.get(language) === hash) continue;
    outdated.run(language);
    remember.run(language, hash);
  }
  database
    .prepare(
      `UPDATE files SET parsed = 0 WHERE fallback IN ('bad-grammar', 'set-aside')
         OR fallback IN ('time-budget', 'crashed') AND tries < ?`,
    )
    .run(MOST_TRIES);
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
