/** The files that keep compiled queries beside the grammars. The build writes them, the parser reads them. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LanguageEntry } from "./languages.ts";
import type { Runtime } from "./runtime.ts";

/** Bytes of the SHA-256 before an image. */
const DIGEST_BYTES = 32;

/** What an image depends on: with anything else in its place, its addresses and numbers mean something else. */
export interface QueryOrigin {
  readonly runtime: Pick<Runtime, "sha256">;
  readonly entry: LanguageEntry;
  readonly source: string;
}

/** Path of the compiled query of a language. */
export function queryFile(folder: string, { id }: LanguageEntry): string {
  return join(folder, `${id}.query`);
}

/** The content of the file: the image behind a hash of itself and of all it depends on. */
export function sealImage(origin: QueryOrigin, image: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat([digest(origin, image), image]));
}

/** The image of a file, undefined when there is none or it belongs to something else. */
export async function readImage(
  folder: string,
  origin: QueryOrigin,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = await readFile(queryFile(folder, origin.entry)).catch(() => undefined);
  if (bytes === undefined || bytes.length <= DIGEST_BYTES) return undefined;
  const image = new Uint8Array(bytes.subarray(DIGEST_BYTES));
  return digest(origin, image).equals(bytes.subarray(0, DIGEST_BYTES)) ? image : undefined;
}

function digest({ runtime, entry, source }: QueryOrigin, image: Uint8Array): Buffer {
  const hash = createHash("sha256").update(`${runtime.sha256} ${entry.grammar?.sha256} ${source}\n`);
  return hash.update(image).digest();
}
