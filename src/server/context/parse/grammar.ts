import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Language, Query } from "web-tree-sitter";
import { FailureError } from "../../../protocol/failure.ts";
import type { LanguageEntry } from "./languages.ts";
import { withoutReferences } from "./query-source.ts";

/** A grammar that is loaded and its compiled queries. */
export interface Grammar {
  readonly language: Language;
  readonly query: Query;
}

/**
 * Loads the grammar of `entry` from `folder`, without its queries. The hash is checked first: a grammar with one
 * flipped bit loads without complaint and then reads or writes out of bounds.
 *
 * @throws FailureError `grammar.*` naming the file, the cause and the next step.
 */
export async function loadLanguage(entry: LanguageEntry, folder: string): Promise<Language> {
  const source = entry.grammar;
  if (source === undefined) throw broken("grammar.none", `${entry.name} has no grammar.`);
  const path = join(folder, source.file);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw broken("grammar.missing", `The ${entry.name} grammar ${path} cannot be read: ${String(error)}`);
  });
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== source.sha256) {
    throw broken(
      "grammar.changed",
      `The ${entry.name} grammar ${path} is damaged: its SHA-256 is ${found}, expected ${source.sha256}.`,
    );
  }
  return await Language.load(bytes).catch((error: unknown) => {
    throw broken("grammar.unloadable", `The ${entry.name} grammar ${path} does not load: ${String(error)}`);
  });
}

/**
 * Loads the grammar of `entry` and compiles its queries, which takes up to 700 ms; see {@link loadLanguage}.
 * Without `references`, the patterns that only find uses of names are left out.
 */
export async function loadGrammar(
  entry: LanguageEntry,
  folder: string,
  references: boolean,
): Promise<Grammar> {
  const language = await loadLanguage(entry, folder);
  const files = await Promise.all((entry.grammar?.queries ?? []).map((file) => readQuery(folder, file)));
  const source = files.join("\n");
  try {
    return { language, query: new Query(language, references ? source : withoutReferences(source)) };
  } catch (error) {
    throw broken("grammar.query", `A query for ${entry.name} does not fit its grammar: ${String(error)}`);
  }
}

async function readQuery(folder: string, file: string): Promise<string> {
  const path = join(folder, file);
  return await readFile(path, "utf8").catch((error: unknown) => {
    throw broken("grammar.query-missing", `The query file ${path} cannot be read: ${String(error)}`);
  });
}

function broken(code: string, message: string): FailureError {
  const nextStep = "Reinstall Gemwright to restore its grammars; until then these files are cut by lines.";
  return new FailureError({ code, message, nextStep });
}
