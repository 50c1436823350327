/**
 * Brings the store in line with the disk, in small steps: the caller decides after each step whether to go on,
 * to answer somebody first, or to stop.
 */
import type { ImportLinker } from "./import-linker.ts";
import type { ParseQueue } from "./parse-queue.ts";
import { readSource } from "./read-source.ts";
import type { KnownFile, SkippedRecord, TextFile } from "./records.ts";
import { admit } from "./scan/admit.ts";
import type { ScopeMemory } from "./scan/ignore-files.ts";
import { type FoundFile, type WalkBatch, walk } from "./scan/walk.ts";
import type { IndexStore } from "./store.ts";

export interface UpdateParts {
  readonly root: string;
  readonly store: IndexStore;
  readonly linker: ImportLinker;
  readonly queue: ParseQueue;
  readonly scopes: ScopeMemory;
  /** Takes a file to the parser at once, which then works beside this thread; false when it is busy. */
  readonly parseNow: (file: TextFile) => boolean;
}

export interface ScanOptions {
  /** `.gitignore` syntax, from settings. */
  readonly exclude: readonly string[];
  readonly maxFiles: number;
}

/** What a step of a scan just did, for the progress shown to the user. */
export type ScanStep = "listing" | "reading";

/** Compares the whole folder with the store and reads what is new or changed. */
export function* scan(parts: UpdateParts, options: ScanOptions): Generator<ScanStep, void, void> {
  const comparison = new Comparison(parts);
  for (const batch of walk(parts.root, options)) {
    parts.store.begin();
    comparison.take(batch);
    yield "listing";
  }
  yield* comparison.forgetMissing();
  for (const file of comparison.changed()) {
    parts.store.begin();
    readInto(parts, file, comparison.wasKnown(file.path));
    yield "reading";
    if (parts.store.postings.full) {
      while (parts.store.pending.flushSlice()) yield "reading";
      parts.store.commit();
    }
  }
}

class Comparison {
  readonly #parts: UpdateParts;
  readonly #known: ReadonlyMap<string, KnownFile>;
  readonly #skipped: Map<string, SkippedRecord>;
  readonly #missing: Set<string>;
  readonly #changed: FoundFile[] = [];

  constructor(parts: UpdateParts) {
    this.#parts = parts;
    this.#known = new Map(parts.store.known().map((file) => [file.path, file]));
    this.#skipped = new Map(parts.store.skipped().map((file) => [file.path, file]));
    this.#missing = new Set(this.#known.keys());
  }

  take({ files, skipped }: WalkBatch): void {
    for (const { path, reason } of skipped) {
      if (this.#skipped.get(path)?.reason !== reason) this.#parts.store.skip(path, reason);
      this.#skipped.delete(path);
    }
    for (const file of files) this.#file(file);
  }

  #file(file: FoundFile): void {
    this.#missing.delete(file.path);
    const skipped = this.#skipped.get(file.path);
    this.#skipped.delete(file.path);
    if (skipped !== undefined && isSame(skipped, file)) return;
    const known = this.#known.get(file.path);
    if (known?.parsed === false) this.#parts.queue.add(file.path, file.modifiedMs);
    if (known === undefined || !isSame(known, file)) this.#changed.push(file);
  }

  *forgetMissing(): Generator<ScanStep, void, void> {
    const { store } = this.#parts;
    for (const path of this.#missing) {
      store.begin();
      forget(this.#parts, path);
      yield "listing";
    }
    for (const path of this.#skipped.keys()) store.unskip(path);
  }

  /** Most recently written first: those are asked about first. */
  changed(): FoundFile[] {
    return this.#changed.sort((a, b) => b.modifiedMs - a.modifiedMs || (a.path < b.path ? -1 : 1));
  }

  wasKnown(path: string): boolean {
    return this.#known.has(path);
  }
}

function isSame(
  a: { readonly bytes: number; readonly modifiedMs: number },
  b: { readonly bytes: number; readonly modifiedMs: number },
): boolean {
  return a.bytes === b.bytes && a.modifiedMs === b.modifiedMs;
}

/** Reads one file into the store; when its content is new it is parsed, at once or in its turn. */
function readInto(parts: UpdateParts, found: FoundFile, wasKnown: boolean, now = false): void {
  const { root, store, linker, queue } = parts;
  const source = readSource(root, found);
  if (source.kind !== "text") {
    forget(parts, found.path);
    if (source.kind === "skip") store.skip(found.path, source.reason, source);
    return;
  }
  const { file } = source;
  if (wasKnown && store.hashOf(file.path) === file.hash) {
    store.touch(file.path, file.modifiedMs, file.bytes);
    return;
  }
  const begun = now && parts.parseNow(file);
  store.putText(file);
  linker.fileChanged(file.path, !wasKnown);
  if (wasKnown) linker.textChanged(file);
  if (begun) queue.remove(file.path);
  else queue.add(file.path, file.modifiedMs);
}

function forget({ store, linker, queue }: UpdateParts, path: string): void {
  queue.remove(path);
  if (store.remove(path)) linker.fileChanged(path, true);
}

/**
 * One path that somebody says has changed. Returns true when only a scan can tell what became of it (a folder
 * appeared).
 */
export function update(parts: UpdateParts, path: string, exclude: readonly string[]): boolean {
  const { root, store } = parts;
  const admission = admit(root, path, { exclude, scopes: parts.scopes });
  store.begin();
  switch (admission.kind) {
    case "file":
      store.unskip(path);
      readInto(parts, { path, ...admission }, store.hashOf(path) !== undefined, true);
      return false;
    case "skip":
      forget(parts, path);
      store.skip(path, admission.reason);
      return false;
    case "folder":
      return true;
    case "hidden":
    case "gone":
      for (const inside of [path, ...store.pathsBelow(path)]) forget(parts, inside);
      store.unskip(path);
      store.unskipBelow(path);
      return false;
  }
}
