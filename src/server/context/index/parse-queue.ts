/** Files waiting for their syntax tree: open files and what they import first, then the most recently changed. */
export class ParseQueue {
  /** Path → when it was written, ms since 1970. */
  readonly #waiting = new Map<string, number>();
  #urgent: string[] = [];
  /** Least urgent first; rebuilt when it runs out or the times became known. */
  #order: string[] | undefined;
  #committed: ReadonlyMap<string, number> = new Map();

  get size(): number {
    return this.#waiting.size;
  }

  /** `modifiedMs` is when the file was written, ms since 1970. */
  add(path: string, modifiedMs: number): void {
    if (!this.#waiting.has(path)) this.#order = undefined;
    this.#waiting.set(path, modifiedMs);
  }

  remove(path: string): void {
    this.#waiting.delete(path);
  }

  clear(): void {
    this.#waiting.clear();
    this.#urgent = [];
    this.#order = undefined;
  }

  /** These go first, in this order, before what was urgent until now. */
  hurry(paths: readonly string[]): void {
    const first = new Set(paths);
    this.#urgent = [...first, ...this.#urgent.filter((path) => !first.has(path) && this.#waiting.has(path))];
  }

  /** Commit times, ms since 1970: a file that people work on matters before one nobody touches. */
  setCommitTimes(times: ReadonlyMap<string, number>): void {
    this.#committed = times;
    this.#order = undefined;
  }

  /** The next path, which is taken out; undefined when nothing waits. */
  take(): string | undefined {
    for (let path = this.#urgent.shift(); path !== undefined; path = this.#urgent.shift()) {
      if (this.#waiting.delete(path)) return path;
    }
    this.#order ??= this.#sorted();
    for (let path = this.#order.pop(); path !== undefined; path = this.#order.pop()) {
      if (this.#waiting.delete(path)) return path;
    }
    return undefined;
  }

  #sorted(): string[] {
    const time = (path: string): number => this.#committed.get(path) ?? 0;
    const files = [...this.#waiting].sort(
      ([a, written], [b, other]) => time(a) - time(b) || written - other || (a < b ? 1 : -1),
    );
    return files.map(([path]) => path);
  }
}
