/** Small models of the code families, in a folder of their own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FimFamily } from "../fixtures/fim-families.ts";
import { bigramModelContent } from "../fixtures/gguf/bigram-model.ts";
import {
  type CodeVocabulary,
  type CodeVocabularyOptions,
  codeVocabulary,
} from "../fixtures/gguf/code-vocabulary.ts";
import type { MetadataValue } from "../fixtures/gguf/metadata.ts";
import { writeGguf } from "../fixtures/gguf/writer.ts";

export interface FamilyModelOptions {
  readonly specialType?: CodeVocabularyOptions["specialType"];
  readonly transitions?: ReadonlyMap<string, string>;
  readonly metadata?: ReadonlyMap<string, MetadataValue>;
}

export function familyVocabulary(
  { kind, pre, bos, eos, specials, addBlank }: FimFamily,
  specialType: CodeVocabularyOptions["specialType"] = "control",
): CodeVocabulary {
  return codeVocabulary({
    kind,
    eos,
    specials,
    specialType,
    words: ["ok", "leak"],
    ...(pre === undefined ? {} : { pre }),
    ...(bos === undefined ? {} : { bos }),
    ...(addBlank === undefined ? {} : { addBlank }),
  });
}

export class ModelFolder {
  readonly #path = mkdtempSync(join(tmpdir(), "fim-"));
  #count = 0;

  /** Path of a model of the family that follows the transitions. */
  async write(family: FimFamily, options: FamilyModelOptions = {}): Promise<string> {
    const path = join(this.#path, `${this.#count++}.gguf`);
    const { architecture, name } = family;
    const { transitions = new Map(), metadata } = options;
    const vocabulary = familyVocabulary(family, options.specialType);
    await writeGguf(
      path,
      bigramModelContent({ architecture, name, vocabulary, transitions, ...(metadata && { metadata }) }),
    );
    return path;
  }

  remove(): void {
    rmSync(this.#path, { recursive: true, force: true });
  }
}
