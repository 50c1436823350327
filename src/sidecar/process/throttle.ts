/** Limits how often something is announced without ever losing the last state. */
export interface Throttle {
  /** Announces now, or as soon as the interval since the last announcement is over. */
  request(): void;
  /** Announces at once. */
  flush(): void;
  dispose(): void;
}

/** @param intervalMs least time between two announcements. */
export function createThrottle(announce: () => void, intervalMs: number): Throttle {
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let disposed = false;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (disposed) return;
    last = performance.now();
    announce();
  }

  return {
    flush,
    request() {
      if (timer !== undefined || disposed) return;
      const wait = last + intervalMs - performance.now();
      if (wait <= 0) flush();
      else timer = setTimeout(flush, wait);
    },
    dispose() {
      disposed = true;
      clearTimeout(timer);
    },
  };
}
