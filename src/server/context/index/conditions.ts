/** Conditions that somebody waits for. Whoever changes what they are about looks at them. */
export class Conditions {
  readonly #waiting = new Map<() => boolean, () => void>();

  /** Resolves once `holds` is true when {@link look} asks, or now, or after `patienceMs`. */
  async until(holds: () => boolean, patienceMs?: number): Promise<void> {
    if (holds()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(holds, resolve);
    const timer = patienceMs === undefined ? undefined : setTimeout(resolve, patienceMs);
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(holds);
  }

  look(): void {
    for (const [holds, resolve] of this.#waiting) if (holds()) resolve();
  }
}
