/** A list of ids for each id: the files that use a name, the names that have a word. */

const NONE: readonly number[] = [];

/** The lists are in no order: it depends on what changed when. */
export class IdLists {
  readonly #lists: Array<number[] | undefined> = [];

  of(id: number): readonly number[] {
    return this.#lists[id] ?? NONE;
  }

  add(id: number, entry: number): void {
    const list = this.#lists[id];
    if (list === undefined) this.#lists[id] = [entry];
    else list.push(entry);
  }

  remove(id: number, entry: number): void {
    const list = this.#lists[id] ?? [];
    const at = list.indexOf(entry);
    const last = at === -1 ? undefined : list.pop();
    if (last !== undefined && at < list.length) list[at] = last;
  }
}
