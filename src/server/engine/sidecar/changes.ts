/** Listeners to "something changed", and a way to wait for it. */
export class Changes {
  readonly #listeners = new Set<() => void>();

  /** The result unsubscribes. */
  on(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves at the next change. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      const unsubscribe = this.on(() => {
        unsubscribe();
        resolve();
      });
    });
  }

  announce(): void {
    for (const listener of this.#listeners) listener();
  }

  clear(): void {
    this.#listeners.clear();
  }
}
