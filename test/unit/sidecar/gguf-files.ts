/** Small GGUF files for the tests of our own header reader: right, and wrong in one place. */
import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MetadataValue, text, textArray, u32 } from "../../fixtures/gguf/metadata.ts";
import { encodeHeader, type Tensor } from "../../fixtures/gguf/writer.ts";

const BYTE_TOKENS = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
);
export const TOKENS = ["<pad>", "<eos>", "<bos>", "<|turn>", "<turn|>", ...BYTE_TOKENS];

export type Changes = Readonly<Record<string, MetadataValue | undefined>>;

/** Metadata of a small gemma4 model that passes every check, with some keys changed or taken away. */
export function metadata(changes: Changes = {}): Map<string, MetadataValue> {
  const values = new Map<string, MetadataValue>([
    ["general.architecture", text("gemma4")],
    ["general.name", text("Small")],
    ["gemma4.block_count", u32(2)],
    ["gemma4.context_length", u32(4096)],
    ["gemma4.embedding_length", u32(64)],
    ["gemma4.attention.head_count", u32(4)],
    ["gemma4.attention.head_count_kv", u32(2)],
    ["tokenizer.ggml.model", text("gemma4")],
    ["tokenizer.ggml.tokens", textArray(TOKENS)],
    ["tokenizer.ggml.bos_token_id", u32(2)],
  ]);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) values.delete(key);
    else values.set(key, value);
  }
  return values;
}

export function tensor(name: string, shape: readonly number[]): Tensor {
  return { name, shape, type: "f32", pieces: () => [] };
}

export const TENSORS: readonly Tensor[] = [
  tensor("token_embd.weight", [64, TOKENS.length]),
  tensor("blk.0.attn_norm.weight", [64]),
  tensor("blk.1.attn_norm.weight", [64]),
];

/** Bytes of the tensor data of {@link TENSORS}; the files are sparse. */
const DATA_BYTES = 64 * 4 * (TOKENS.length + 2);

export function headerBytes(changes: Changes = {}, tensors: readonly Tensor[] = TENSORS): Buffer {
  return encodeHeader({ metadata: metadata(changes), tensors });
}

/** A folder for one test file's models; `dispose` removes it. */
export class GgufFolder {
  readonly path = mkdtempSync(join(tmpdir(), "gguf-"));
  #count = 0;

  /** Writes a file; `dataBytes` of (sparse) tensor data follow. */
  write(content: Uint8Array | string, dataBytes = 0, name = `${this.#count++}.gguf`): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    if (dataBytes > 0) {
      const descriptor = openSync(path, "r+");
      ftruncateSync(descriptor, content.length + dataBytes);
      closeSync(descriptor);
    }
    return path;
  }

  /** A model that passes the checks, apart from the changes. */
  model(changes: Changes = {}, tensors: readonly Tensor[] = TENSORS): string {
    return this.write(headerBytes(changes, tensors), DATA_BYTES);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
