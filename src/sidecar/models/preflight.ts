/**
 * Everything that can be known about a model file without native code, in well under 200 ms: it stands
 * between a bad file and an aborted process.
 */
import { closeSync, existsSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { EndOfFile } from "./file-window.ts";
import { type GgufHeader, HeaderError, readGgufHeader } from "./gguf-header.ts";
import { checkModel } from "./model-check.ts";
import { type ModelFacts, modelFacts, numberAt } from "./model-facts.ts";
import { type ModelFailureCode, modelFailure } from "./model-failure.ts";

export interface Preflight {
  readonly header: GgufHeader;
  readonly facts: ModelFacts;
  /** All parts of the model, bytes. */
  readonly fileBytes: number;
}

/** Throws a FailureError that names the file, the cause and the next step. */
export function preflight(path: string): Preflight {
  const stats = statFile(path);
  if (stats.size === 0) throw modelFailure("gguf.empty", path, "it is empty");
  checkMagic(path, stats.size);
  const header = readHeader(path);
  const parts = partPaths(path, header);
  for (const part of parts.slice(1)) {
    if (!existsSync(part)) {
      throw modelFailure("file.missing", part, `it is a part of ${basename(path)} and is missing`);
    }
    checkMagic(part, statFile(part).size);
    checkTensorData(part, readHeader(part));
  }
  checkTensorData(path, header);
  checkModel(path, header, parts.length === 1);
  const fileBytes = parts.reduce((sum, part) => sum + statSync(part).size, 0);
  return { header, facts: modelFacts(header), fileBytes };
}

function statFile(path: string): Stats {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw modelFailure("file.is-directory", path, "it is a folder, not a file");
    if (!stats.isFile()) throw modelFailure("gguf.not-gguf", path, "it is no regular file");
    closeSync(openSync(path, "r"));
    return stats;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EPERM") {
      throw modelFailure("file.permission", path, "you may not read it");
    }
    if (code === "ENOENT" || code === "ENOTDIR")
      throw modelFailure("file.missing", path, "there is no such file");
    if (code !== undefined) throw modelFailure("file.missing", path, `it cannot be opened (${code})`);
    throw error;
  }
}

/** Recognises what people get instead of a model, by the first bytes. */
function checkMagic(path: string, size: number): void {
  const start = Buffer.alloc(Math.min(size, 1024));
  const descriptor = openSync(path, "r");
  try {
    readSync(descriptor, start, 0, start.length, 0);
  } finally {
    closeSync(descriptor);
  }
  if (start.subarray(0, 4).toString("latin1") === "GGUF") {
    if (size < 24) throw modelFailure("gguf.truncated", path, `it ends after ${size} bytes`);
    return;
  }
  const text = start.toString("utf8").trimStart();
  if (text.startsWith("version https://git-lfs.github.com/")) {
    throw modelFailure("gguf.lfs-pointer", path, "it is a Git LFS pointer, not the model itself");
  }
  if (/^(<!doctype html|<html|<\?xml|<head|<!--)/i.test(text)) {
    throw modelFailure("gguf.html", path, "it is a web page, not a model");
  }
  throw modelFailure("gguf.not-gguf", path, "it does not begin like a GGUF file");
}

function readHeader(path: string): GgufHeader {
  try {
    return readGgufHeader(path);
  } catch (error) {
    if (error instanceof EndOfFile) {
      throw modelFailure("gguf.truncated", path, `its header is incomplete: ${error.message}`);
    }
    if (error instanceof HeaderError) throw modelFailure(headerCode(error.kind), path, error.message);
    throw modelFailure("gguf.bad-header", path, `reading its header failed: ${(error as Error).message}`);
  }
}

function headerCode(kind: HeaderError["kind"]): ModelFailureCode {
  switch (kind) {
    case "malformed":
      return "gguf.bad-header";
    case "limit":
      return "gguf.limits";
    case "version":
      return "gguf.version";
  }
}

function checkTensorData(path: string, { tensors, dataStart, fileBytes }: GgufHeader): void {
  for (const tensor of tensors) {
    const end = BigInt(dataStart) + tensor.offset + (tensor.bytes ?? 0n);
    if (end <= BigInt(fileBytes)) continue;
    throw modelFailure(
      "gguf.truncated",
      path,
      `the data of ${JSON.stringify(tensor.name.slice(0, 80))} ends at byte ${end}, the file at byte ${fileBytes}`,
    );
  }
}

/** The file itself, or all parts of a split model; the first part must have been given. */
function partPaths(path: string, header: GgufHeader): string[] {
  const count = numberAt(header, "split.count") ?? 0;
  if (count <= 1) return [path];
  const number = numberAt(header, "split.no") ?? 0;
  const match = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/.exec(basename(path));
  if (number !== 0) {
    throw modelFailure(
      "gguf.bad-header",
      path,
      `it is part ${number + 1} of ${count}; choose the first part`,
    );
  }
  if (match === null || Number(match[3]) !== count || count > 1000) {
    throw modelFailure(
      "gguf.bad-header",
      path,
      `it is the first of ${count} parts, but is not named …-00001-of-${String(count).padStart(5, "0")}.gguf`,
    );
  }
  return Array.from({ length: count }, (_, index) =>
    join(dirname(path), `${match[1]}-${String(index + 1).padStart(5, "0")}-of-${match[3]}.gguf`),
  );
}
