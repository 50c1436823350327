import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Language, Query } from "web-tree-sitter";
import { FailureError } from "../../../protocol/failure.ts";
import { compileGrammar } from "./compile.ts";
import type { LanguageEntry } from "./languages.ts";
import { readImage } from "./query-file.ts";
import { queryFromImage } from "./query-image.ts";
import { withoutReferences } from "./query-source.ts";
import type { Runtime, RuntimeModule } from "./runtime.ts";

/** A grammar that is loaded and its compiled queries. */
export interface Grammar {
  readonly runtime: RuntimeModule;
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
  try {
    return Language.loadSync(compileGrammar(bytes));
  } catch (error) {
    throw broken("grammar.unloadable", `The ${entry.name} grammar ${path} does not load: ${String(error)}`);
  }
}

export interface GrammarOptions {
  readonly folder: string;
  readonly runtime: Runtime;
  /** Whether the patterns that only find uses of names are wanted. */
  readonly references: boolean;
}

/**
 * Loads the grammar of `entry` and its queries; see {@link loadLanguage}. The build has compiled those without
 * references; to compile them here takes up to 300 ms.
 */
export async function loadGrammar(entry: LanguageEntry, options: GrammarOptions): Promise<Grammar> {
  const { folder, runtime, references } = options;
  const language = await loadLanguage(entry, folder);
  const source = await readQueries(entry, folder, references);
  const image = references ? undefined : await readImage(folder, { runtime, entry, source });
  const { module } = runtime;
  try {
    const query =
      image === undefined ? new Query(language, source) : queryFromImage(module, language, source, image);
    return { runtime: module, language, query };
  } catch (error) {
    throw broken("grammar.query", `A query for ${entry.name} does not fit its grammar: ${String(error)}`);
  }
}

/** The query of a language, with or without the patterns that only find uses of names. */
export async function readQueries(
  entry: LanguageEntry,
  folder: string,
  references: boolean,
): Promise<string> {
  const files = await Promise.all((entry.grammar?.queries ?? []).map((file) => readQuery(folder, file)));
  const source = files.join("\n");
  return references ? source : withoutReferences(source);
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
