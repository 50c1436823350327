/** Cancellation: LSP speaks of tokens, everything inside this server of `AbortSignal`. */
import type { CancellationToken } from "vscode-languageserver-protocol";

/** Reason of every abort that is ordinary: a newer keystroke, a stop button, a closed editor. */
export class Cancelled extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AbortError";
  }
}

/** Runs `work` with a signal that aborts when the token is cancelled; the listener never outlives the work. */
export async function withSignal<T>(
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort(new Cancelled("Cancelled by the editor."));
  const subscription = token.onCancellationRequested(() => {
    controller.abort(new Cancelled("Cancelled by the editor."));
  });
  try {
    return await work(controller.signal);
  } finally {
    subscription.dispose();
  }
}

/** Rejects with `signal.reason` as soon as the signal aborts, whatever `work` does. */
export async function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop !== undefined) signal.removeEventListener("abort", stop);
  }
}
