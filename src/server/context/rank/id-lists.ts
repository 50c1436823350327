/** A list of ids for each id: the files that use a name, the names that have a word. */

const NONE: readonly number[] = [];

/** The lists are in no order: it depends on what changed when. */
export class IdLists {
  readonly #lists: Array<number[] | undefined> = [];
  /** Beside the lists, since most questions are about these, for thousands of ids a query. */
  #lengths = new Int32Array(1024);

  of(id: number): readonly number[] {
    return this.#lists[id] ?? NONE;
  }

  length(id: number): number {
    return this.#lengths[id] ?? 0;
  }

  add(id: number, entry: number): void {
    const list = this.#lists[id];
    if (list === undefined) this.#lists[id] = [entry];
    else list.push(entry);
    this.#noteLength(id);
  }

  remove(id: number, entry: number): void {
    const list = this.#lists[id] ?? [];
    const at = list.indexOf(entry);
    const last = at === -1 ? undefined : list.pop();
    if (last !== undefined && at < list.length) list[at] = last;
    this.#noteLength(id);
  }

  #noteLength(id: number): void {
    if (id >= this.#lengths.length)
      this.#lengths = new Int32Array(this.#lengths.buffer.transfer(8 * (id + 1)));
    this.#lengths[id] = this.of(id).length;
  }
}
