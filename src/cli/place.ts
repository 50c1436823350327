/** FILE:LINE:COLUMN of the command line. */
import { resolve } from "node:path";
import { UsageError } from "./terminal.ts";

export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** `src/a.ts:12:8`, Windows drive letters included. */
export function parsePlace(text: string): Place {
  const match = /^(.+):(\d+):(\d+)$/.exec(text);
  if (match === null) throw new UsageError(`"${text}" is not FILE:LINE:COLUMN, e.g. src/app.ts:12:8.`);
  const [line, column] = [Number(match[2]), Number(match[3])];
  if (line < 1 || column < 1) throw new UsageError(`"${text}": LINE and COLUMN begin at 1.`);
  return { file: resolve(match[1] ?? ""), line, column };
}
