/** The index as it would be after one file was edited and saved, and with the commit times of any moment. */
import { countIdentifiers } from "../../../src/server/context/index/identifiers.ts";
import type { Definition, FileRecord, IndexView } from "../../../src/server/context/index/view.ts";
import type { FileParser } from "../../../src/server/context/parse/parser.ts";
import type { FoldableBody } from "../../../src/server/context/parse/types.ts";
import { definitionsOf } from "./tasks.ts";

interface Edit {
  readonly fileId: number;
  readonly text: string;
  readonly savedMs: number;
  readonly definitions: readonly Definition[];
  readonly identifiers: ReadonlyMap<string, number>;
  readonly bodies: readonly FoldableBody[];
}

export class EditedView implements IndexView {
  readonly root: string;
  readonly #inner: IndexView;
  readonly #parser: FileParser;
  #times: ReadonlyMap<string, number> = new Map();
  #edit: Edit | undefined;

  constructor(inner: IndexView, parser: FileParser) {
    this.root = inner.root;
    this.#inner = inner;
    this.#parser = parser;
  }

  /** Path → time of the last commit; all files were written when the folder was checked out, at time 0. */
  setTimes(times: ReadonlyMap<string, number>): void {
    this.#times = times;
  }

  /** Saves another text of a file; undefined puts the old one back. */
  async save(file: FileRecord, text: string, savedMs: number): Promise<void> {
    const parsed = await this.#parser.parseFile(text, file.language, { budgetMs: 20_000 });
    this.#edit = {
      fileId: file.id,
      text,
      savedMs,
      definitions: definitionsOf(parsed, file.id, text),
      identifiers: countIdentifiers(text),
      bodies: parsed.bodies,
    };
  }

  undo(): void {
    this.#edit = undefined;
  }

  #of(fileId: number): Edit | undefined {
    return this.#edit?.fileId === fileId ? this.#edit : undefined;
  }

  #record(file: FileRecord): FileRecord {
    const modifiedMs = this.#of(file.id)?.savedMs ?? 0;
    return { ...file, modifiedMs, committedMs: this.#times.get(file.path) ?? 0 };
  }

  fileCount(): number {
    return this.#inner.fileCount();
  }

  files(): FileRecord[] {
    return this.#inner.files().map((file) => this.#record(file));
  }

  file(id: number): FileRecord | undefined {
    const file = this.#inner.file(id);
    return file === undefined ? undefined : this.#record(file);
  }

  fileAt(path: string): FileRecord | undefined {
    const file = this.#inner.fileAt(path);
    return file === undefined ? undefined : this.#record(file);
  }

  definitionsNamed(name: string): Definition[] {
    const others = this.#inner.definitionsNamed(name).filter(({ fileId }) => this.#of(fileId) === undefined);
    return [...others, ...(this.#edit?.definitions.filter((known) => known.name === name) ?? [])];
  }

  definitionsIn(fileId: number): Definition[] {
    return [...(this.#of(fileId)?.definitions ?? this.#inner.definitionsIn(fileId))];
  }

  identifiersIn(fileId: number): ReadonlyMap<string, number> {
    return this.#of(fileId)?.identifiers ?? this.#inner.identifiersIn(fileId);
  }

  fileFrequency(name: string): number {
    return this.#inner.fileFrequency(name);
  }

  filesWith(name: string, limit: number): number[] {
    return this.#inner.filesWith(name, limit);
  }

  importsOf(fileId: number) {
    return this.#inner.importsOf(fileId);
  }

  importersOf(fileId: number) {
    return this.#inner.importersOf(fileId);
  }

  bodiesOf(fileId: number): FoldableBody[] {
    return [...(this.#of(fileId)?.bodies ?? this.#inner.bodiesOf(fileId))];
  }

  search(words: readonly string[], limit: number) {
    return this.#inner.search(words, limit);
  }

  text(fileId: number): string | undefined {
    return this.#of(fileId)?.text ?? this.#inner.text(fileId);
  }
}
