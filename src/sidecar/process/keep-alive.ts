/** Ends an idle sidecar: a timer that runs while no client is connected. */
export interface KeepAlive {
  /** Seconds one client asks for; the largest value of all counts. */
  asked(seconds: number): void;
  /** The number of connected clients changed. */
  clients(count: number): void;
  dispose(): void;
}

/** Who starts a sidecar with a keep-alive time of nearly nothing still gets the time to connect. */
const FIRST_CLIENT_SECONDS = 5;

/** @param initialSeconds holds until the first client has asked. Starts counting at once. */
export function createKeepAlive(initialSeconds: number, end: () => void): KeepAlive {
  let largest: number | undefined;
  let timer: NodeJS.Timeout | undefined;

  function wait(): void {
    clearTimeout(timer);
    // setTimeout overflows beyond 2^31 - 1 ms and would fire at once.
    const seconds = largest ?? Math.max(initialSeconds, FIRST_CLIENT_SECONDS);
    timer = setTimeout(end, Math.min(seconds * 1000, 2 ** 31 - 1));
  }

  wait();
  return {
    asked(seconds) {
      if (Number.isFinite(seconds) && seconds >= 0) largest = Math.max(largest ?? 0, seconds);
    },
    clients(count) {
      if (count === 0) wait();
      else clearTimeout(timer);
    },
    dispose: () => clearTimeout(timer),
  };
}
