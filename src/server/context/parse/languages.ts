/**
 * The languages of `grammars/languages.json`. The table is bundled into the program, so the hashes a grammar
 * file is checked against do not lie next to the file.
 */
import table from "../../../../grammars/languages.json" with { type: "json" };

/** One pinned grammar. `sha256` is of the wasm file, in hexadecimal. */
export interface GrammarSource {
  readonly package: string;
  /** Path of the wasm file inside the package. */
  readonly wasm: string;
  /** Name of its copy in the grammar folder. */
  readonly file: string;
  readonly sha256: string;
  /** SPDX licence of the grammar itself. */
  readonly licence: string;
  /** Where the grammar's source lives. */
  readonly source: string;
  /** Query files, read one after the other; an earlier pattern wins over a later one for the same name. */
  readonly queries: readonly string[];
}

export interface LanguageEntry {
  /** VS Code's language id. */
  readonly id: string;
  readonly name: string;
  /** Other language ids that mean this one. */
  readonly aliases?: readonly string[];
  /** Lower case, with the dot. */
  readonly extensions: readonly string[];
  readonly filenames?: readonly string[];
  /** Absent where no prebuilt grammar exists: such files are cut into line chunks. */
  readonly grammar?: GrammarSource;
  /** Why there is no grammar. */
  readonly note?: string;
}

/** Every known language, in the order of the table. */
export const languages: readonly LanguageEntry[] = table;

const byId = new Map<string, LanguageEntry>();
const byExtension = new Map<string, LanguageEntry>();
const byFilename = new Map<string, LanguageEntry>();
for (const entry of languages) {
  for (const id of [entry.id, ...(entry.aliases ?? [])]) byId.set(id, entry);
  for (const extension of entry.extensions) byExtension.set(extension, entry);
  for (const filename of entry.filenames ?? []) byFilename.set(filename.toLowerCase(), entry);
}

/** The language with this id or alias, e.g. `typescriptreact`. */
export function languageById(id: string): LanguageEntry | undefined {
  return byId.get(id);
}

/** The language of a file by its name: exact file name first, then the longest known extension. */
export function languageOfPath(path: string): LanguageEntry | undefined {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1).toLowerCase();
  const exact = byFilename.get(name);
  if (exact !== undefined) return exact;
  for (let dot = name.indexOf(".", 1); dot !== -1; dot = name.indexOf(".", dot + 1)) {
    const entry = byExtension.get(name.slice(dot));
    if (entry !== undefined) return entry;
  }
  return undefined;
}
