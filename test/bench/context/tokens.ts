/**
 * Token counts by Gemma 4's own tokenizer (vocabulary without weights), remembered on disk by content hash: the
 * same lines are counted again in every run. Packs are counted line by line, for all methods alike.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { getLlama, LlamaLogLevel, type LlamaModel } from "node-llama-cpp";
import { REPOSITORY } from "../../fixtures/cache.ts";
import { gemmaVocabulary } from "../../fixtures/models.ts";

const FILE = join(REPOSITORY, ".cache", "bench", "token-counts.bin");
const ENTRY_BYTES = 12;

function keyOf(text: string): string {
  return createHash("sha1").update(text).digest().toString("latin1", 0, 8);
}

export class TokenCounter {
  readonly #model: LlamaModel;
  readonly #stored = new Map<string, number>();
  /** Counts of short texts by the text itself: no hash in the inner loops. */
  readonly #recent = new Map<string, number>();

  constructor(model: LlamaModel) {
    this.#model = model;
    if (!existsSync(FILE)) return;
    const bytes = readFileSync(FILE);
    for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
      this.#stored.set(bytes.toString("latin1", at, at + 8), bytes.readUInt32LE(at + 8));
    }
  }

  count(text: string): number {
    const recent = this.#recent.get(text);
    if (recent !== undefined) return recent;
    const key = keyOf(text);
    let count = this.#stored.get(key);
    if (count === undefined) {
      count = this.#model.tokenize(text).length;
      this.#stored.set(key, count);
    }
    if (text.length < 400) this.#recent.set(text, count);
    return count;
  }

  readonly countAll = (texts: readonly string[]): number[] => texts.map((text) => this.count(text));

  tokens(text: string): readonly number[] {
    return this.#model.tokenize(text);
  }

  save(): void {
    const bytes = Buffer.alloc(this.#stored.size * ENTRY_BYTES);
    let at = 0;
    for (const [key, count] of this.#stored) {
      bytes.write(key, at, "latin1");
      bytes.writeUInt32LE(count, at + 8);
      at += ENTRY_BYTES;
    }
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, bytes);
  }

  async dispose(): Promise<void> {
    this.save();
    await this.#model.dispose();
  }
}

export async function createTokenCounter(): Promise<TokenCounter> {
  const llama = await getLlama({
    gpu: false,
    build: "never",
    maxThreads: 1,
    logLevel: LlamaLogLevel.disabled,
  });
  const model = await llama.loadModel({ modelPath: await gemmaVocabulary(), vocabOnly: true });
  return new TokenCounter(model);
}
