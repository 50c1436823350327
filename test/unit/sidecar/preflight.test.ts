import { chmodSync, closeSync, openSync, truncateSync, writeSync } from "node:fs";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type Failure, FailureError } from "../../../src/protocol/failure.ts";
import { preflight } from "../../../src/sidecar/models/preflight.ts";
import { bool, i32Array, type MetadataValue, text, textArray, u32 } from "../../fixtures/gguf/metadata.ts";
import { type Changes, GgufFolder, headerBytes, TENSORS, TOKENS, tensor } from "./gguf-files.ts";

const folder = new GgufFolder();
afterAll(() => folder[Symbol.dispose]());

function failureOf(path: string): Failure {
  try {
    preflight(path);
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error(`${path} passed`);
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function start(version: number, tensors: bigint, keys: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.write("GGUF");
  bytes.writeUInt32LE(version, 4);
  return Buffer.concat([bytes, u64(tensors), u64(keys)]);
}

describe("what is no model", () => {
  const cases: readonly (readonly [code: string, make: () => string])[] = [
    ["file.missing", () => `${folder.path}/none.gguf`],
    ["file.is-directory", () => folder.path],
    ["gguf.empty", () => folder.write("")],
    ["gguf.html", () => folder.write("\n<!DOCTYPE html><html><body>404</body></html>")],
    [
      "gguf.lfs-pointer",
      () => folder.write("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n"),
    ],
    ["gguf.not-gguf", () => folder.write(Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]))],
    ["gguf.not-gguf", () => "/dev/null"],
    ["gguf.truncated", () => folder.write("GGUF")],
    ["gguf.version", () => folder.write(start(99, 0n, 0n))],
    ["gguf.version", () => folder.write(start(0x03000000, 0n, 0n))],
    ["gguf.truncated", () => folder.write(start(3, 0n, 5n))],
    ["gguf.limits", () => folder.write(start(3, 0n, 1n << 60n))],
    ["gguf.limits", () => folder.write(start(3, 1n << 60n, 0n))],
    ["gguf.limits", () => folder.write(Buffer.concat([start(3, 0n, 1n), u64(1n << 50n)]))],
  ];

  it.each(cases)("%s", (code, make) => {
    const path = make();
    const failure = failureOf(path);
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(path);
    expect(failure.nextStep).not.toBe("");
  });

  it("without permission", () => {
    const path = folder.model();
    chmodSync(folder.path, 0o755);
    chmodSync(path, 0);
    // Root may read everything, so be somebody else for a moment.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65_534);
    try {
      expect(failureOf(path).code).toBe("file.permission");
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});

describe("a header", () => {
  it("of a good model passes and is understood", () => {
    const { facts, header } = preflight(folder.model({ "gemwright.practice": bool(true) }));
    expect(facts).toMatchObject({ name: "Small", architecture: "gemma4", practice: true, layers: 2 });
    expect(facts.trainContextTokens).toBe(4096);
    expect(header.byteTokens).toBe(256);
    expect(header.hasTurnToken).toBe(true);
  });

  const bad: readonly (readonly [what: string, code: string, changes: Changes])[] = [
    ["unknown architecture", "gguf.unknown-architecture", { "general.architecture": text("skynet") }],
    ["no architecture", "gguf.bad-header", { "general.architecture": undefined }],
    ["no heads", "gguf.bad-header", { "gemma4.attention.head_count": u32(0) }],
    ["heads that do not divide", "gguf.bad-header", { "gemma4.attention.head_count_kv": u32(3) }],
    ["100,000 layers", "gguf.bad-header", { "gemma4.block_count": u32(100_000) }],
    ["missing layers", "gguf.bad-header", { "gemma4.block_count": u32(3) }],
    ["too few values per layer", "gguf.bad-header", { "gemma4.attention.head_count_kv": i32Array([2]) }],
    ["no window", "gguf.bad-header", { "gemma4.context_length": undefined }],
    ["more experts used than there are", "gguf.bad-header", { "gemma4.expert_used_count": u32(8) }],
    ["all layers sharing a cache", "gguf.bad-header", { "gemma4.attention.shared_kv_layers": u32(2) }],
    ["no vocabulary", "gguf.bad-header", { "tokenizer.ggml.tokens": undefined }],
    ["no tokenizer", "gguf.bad-header", { "tokenizer.ggml.model": text("none") }],
    [
      "no byte tokens",
      "gguf.bad-header",
      { "tokenizer.ggml.tokens": textArray(TOKENS.map((_, i) => `t${i}`)) },
    ],
    ["types for other tokens", "gguf.bad-header", { "tokenizer.ggml.token_type": i32Array([1, 2]) }],
    ["a token id outside", "gguf.bad-header", { "tokenizer.ggml.bos_token_id": u32(9999) }],
    ["an odd alignment", "gguf.bad-header", { "general.alignment": u32(7) }],
    ["no alignment", "gguf.bad-header", { "general.alignment": u32(0) }],
    ["a part that is not the first", "gguf.bad-header", { "split.count": u32(2), "split.no": u32(1) }],
    ["parts under other names", "gguf.bad-header", { "split.count": u32(2), "split.no": u32(0) }],
  ];
  it.each(bad)("with %s is refused", (_, code, changes) => {
    const path = folder.model(changes);
    const failure = failureOf(path);
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(path);
  });

  it("whose tensors are wrong is refused", () => {
    expect(failureOf(folder.model({}, TENSORS.slice(1))).message).toContain("token_embd.weight is missing");
    expect(failureOf(folder.model({}, TENSORS.slice(0, 2))).message).toContain("1 of 2 layers");
    const other = [tensor("token_embd.weight", [64, 7]), ...TENSORS.slice(1)];
    expect(failureOf(folder.model({}, other)).message).toContain("embeddings for 7");
    const empty = [...TENSORS, tensor("blk.1.zero.weight", [0])];
    expect(failureOf(folder.model({}, empty)).code).toBe("gguf.bad-header");
  });

  it("whose data is cut is refused, at every length", () => {
    const path = folder.model();
    const length = headerBytes().length;
    truncateSync(path, length + 64 * 4 * TOKENS.length);
    expect(failureOf(path).code).toBe("gguf.truncated");
    fc.assert(
      fc.property(fc.integer({ min: 4, max: length - 1 }), (cut) => {
        const short = folder.write(headerBytes().subarray(0, cut), 0, "cut.gguf");
        expect(failureOf(short).code).toBe("gguf.truncated");
      }),
      { numRuns: 200 },
    );
  });

  it("of a split model needs all parts", () => {
    const changes = { "split.count": u32(2), "split.no": u32(0) };
    const first = folder.write(headerBytes(changes), 100_000, "big-00001-of-00002.gguf");
    const failure = failureOf(first);
    expect(failure.code).toBe("file.missing");
    expect(failure.message).toContain("big-00002-of-00002.gguf");
    folder.write(headerBytes({ "split.no": u32(1) }), 100_000, "big-00002-of-00002.gguf");
    expect(preflight(first).fileBytes).toBeGreaterThan(200_000);
  });

  it("with millions of texts is walked over, not kept", () => {
    const count = 300_000;
    const entry = Buffer.alloc(9);
    entry.writeBigUInt64LE(1n);
    const key = Buffer.from("tokenizer.ggml.merges");
    const type = Buffer.alloc(8);
    type.writeUInt32LE(9, 0);
    type.writeUInt32LE(8, 4);
    const content = [start(3, 0n, 1n), u64(BigInt(key.length)), key, type, u64(BigInt(count))];
    const path = folder.write(Buffer.concat([...content, Buffer.alloc(9 * count, entry)]));
    const before = process.memoryUsage.rss();
    expect(failureOf(path).message).toContain("does not name its architecture");
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 << 20);
  });
});

describe("a damaged header", () => {
  /** Any failure that names the file is fine; an exception of another kind or a hang is not. */
  function survives(path: string): boolean {
    try {
      preflight(path);
      return true;
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      return error.failure.message.includes(path) && error.failure.nextStep !== "";
    }
  }

  it("with flipped bytes gives a failure or passes, and takes little memory", () => {
    const good = headerBytes();
    const path = folder.model();
    const flips = fc.array(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    });
    const before = process.memoryUsage.rss();
    fc.assert(
      fc.property(flips, (changes) => {
        const bytes = Buffer.from(good);
        for (const [at, mask] of changes) bytes[at] = (bytes[at] ?? 0) ^ mask;
        overwrite(path, bytes);
        expect(survives(path)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(process.memoryUsage.rss() - before).toBeLessThan(256 << 20);
  });

  it("with any value in any key gives a failure or passes", () => {
    const values = fc.oneof(
      fc.integer({ min: 0, max: 0xffffffff }).map((value): MetadataValue => u32(value)),
      fc.string().map((value): MetadataValue => text(value)),
      fc
        .array(fc.integer({ min: -5, max: 5 }), { maxLength: 5 })
        .map((list): MetadataValue => i32Array(list)),
      fc.boolean().map((value): MetadataValue => bool(value)),
    );
    const keys = fc.constantFrom(
      ..."block_count context_length embedding_length attention.head_count attention.head_count_kv expert_count"
        .split(" ")
        .map((key) => `gemma4.${key}`),
      ..."general.architecture general.name general.alignment general.size_label split.count split.no".split(
        " ",
      ),
      ..."tokenizer.ggml.model tokenizer.ggml.tokens gemwright.practice gemma4.attention.sliding_window".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(keys, values, (key, value) => {
        expect(survives(folder.model({ [key]: value }))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

function overwrite(path: string, bytes: Buffer): void {
  const descriptor = openSync(path, "r+");
  writeSync(descriptor, bytes, 0, bytes.length, 0);
  closeSync(descriptor);
}

describe("the size class", () => {
  const named = (changes: Changes): string => preflight(folder.model(changes)).facts.sizeClass;
  const heads = (...values: number[]): Changes => ({ "gemma4.attention.head_count_kv": i32Array(values) });

  it("comes from the structure", () => {
    const perLayer = { "gemma4.embedding_length_per_layer_input": u32(256) };
    expect(named({ ...perLayer, ...heads(1, 1) })).toBe("E2B");
    expect(named({ ...perLayer, ...heads(2, 2) })).toBe("E4B");
    expect(named({ "gemma4.expert_count": u32(128), ...heads(8, 2) })).toBe("26B-A4B");
    expect(named(heads(8, 1))).toBe("12B");
    expect(named(heads(16, 4))).toBe("31B");
    expect(named(heads(1, 1))).toBe("other");
  });

  it("limits the window and chooses the template", () => {
    const perLayer = {
      "gemma4.embedding_length_per_layer_input": u32(256),
      "gemma4.context_length": u32(1 << 20),
    };
    const small = preflight(folder.model(perLayer)).facts;
    expect(small.trainContextTokens).toBe(131_072);
    expect(small.variant.emptyThought).toBe(false);
    const large = preflight(folder.model({ "gemma4.context_length": u32(1 << 20) })).facts;
    expect(large.trainContextTokens).toBe(262_144);
    expect(large.variant.emptyThought).toBe(true);
  });
});
