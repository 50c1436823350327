/**
 * The index as it would be without the hidden lines: the file of the task has the masked text, its imports,
 * definitions and identifiers. Without this the answer would be in the index.
 */
import { countIdentifiers } from "../../../src/server/context/index/identifiers.ts";
import type { Definition, ImportEdge, IndexView } from "../../../src/server/context/index/view.ts";
import type { FoldableBody } from "../../../src/server/context/parse/types.ts";

export interface Mask {
  readonly fileId: number;
  readonly text: string;
  readonly imports: readonly ImportEdge[];
  readonly definitions: readonly Definition[];
}

export class MaskedView implements IndexView {
  readonly root: string;
  readonly #inner: IndexView;
  readonly #mask: Mask;
  readonly #identifiers: ReadonlyMap<string, number>;

  constructor(inner: IndexView, mask: Mask) {
    this.root = inner.root;
    this.#inner = inner;
    this.#mask = mask;
    this.#identifiers = countIdentifiers(mask.text);
  }

  #isMasked(fileId: number): boolean {
    return fileId === this.#mask.fileId;
  }

  fileCount(): number {
    return this.#inner.fileCount();
  }

  files() {
    return this.#inner.files();
  }

  file(id: number) {
    return this.#inner.file(id);
  }

  fileAt(path: string) {
    return this.#inner.fileAt(path);
  }

  definitionsNamed(name: string): Definition[] {
    return this.#inner
      .definitionsNamed(name)
      .filter(
        (definition) =>
          !this.#isMasked(definition.fileId) ||
          this.#mask.definitions.some(
            (known) => known.name === name && known.nameLine === definition.nameLine,
          ),
      );
  }

  definitionsIn(fileId: number): Definition[] {
    return this.#isMasked(fileId) ? [...this.#mask.definitions] : this.#inner.definitionsIn(fileId);
  }

  identifiersIn(fileId: number): ReadonlyMap<string, number> {
    return this.#isMasked(fileId) ? this.#identifiers : this.#inner.identifiersIn(fileId);
  }

  fileFrequency(name: string): number {
    const hidden =
      !this.#identifiers.has(name) && this.#inner.identifiersIn(this.#mask.fileId).has(name) ? 1 : 0;
    return this.#inner.fileFrequency(name) - hidden;
  }

  filesWith(name: string, limit: number): number[] {
    const files = this.#inner.filesWith(name, limit);
    return this.#identifiers.has(name) ? files : files.filter((id) => !this.#isMasked(id));
  }

  importsOf(fileId: number): ImportEdge[] {
    return this.#isMasked(fileId) ? [...this.#mask.imports] : this.#inner.importsOf(fileId);
  }

  importersOf(fileId: number): ImportEdge[] {
    const edges = this.#inner.importersOf(fileId).filter((edge) => !this.#isMasked(edge.fromFileId));
    return [...edges, ...this.#mask.imports.filter((edge) => edge.toFileId === fileId)];
  }

  bodiesOf(fileId: number): FoldableBody[] {
    return this.#isMasked(fileId) ? [] : this.#inner.bodiesOf(fileId);
  }

  search(words: readonly string[], limit: number) {
    return this.#inner.search(words, limit).filter((hit) => !this.#isMasked(hit.fileId));
  }

  text(fileId: number): string | undefined {
    return this.#isMasked(fileId) ? this.#mask.text : this.#inner.text(fileId);
  }
}
