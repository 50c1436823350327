/** The sidecar's log: one file in the runtime directory that never grows past its cap. */
import { appendFileSync, readFileSync, statSync, truncateSync } from "node:fs";

export type LogLevel = "info" | "warn" | "error";
export type Log = (level: LogLevel, message: string) => void;

const MAX_BYTES = 1 << 20;
const KEPT_BYTES = 1 << 18;

/**
 * Appends lines `time pid level message`. A full file keeps its end. It is shortened in place because the
 * process that started us has passed the same file as our stderr, where native code writes its last words.
 */
export function createFileLog(path: string): Log {
  return (level, message) => {
    try {
      shorten(path);
      appendFileSync(path, `${new Date().toISOString()} ${process.pid} ${level} ${message}\n`, {
        mode: 0o600,
      });
    } catch {
      // A full disk or a removed directory must not take the inference process down.
    }
  };
}

function shorten(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= MAX_BYTES) return;
  const end = readFileSync(path).subarray(-KEPT_BYTES);
  truncateSync(path, 0);
  appendFileSync(path, end);
}
