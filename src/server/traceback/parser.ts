/** One language's way of printing a failure. A new language is one file with a parser, and a row in the registry. */

/** A frame as printed; where it lies is decided later. */
export interface RawFrame {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column?: number;
  readonly function?: string;
}

export interface RawError {
  readonly error: string;
  readonly message: string;
  /** Outermost call first, the place that failed last. */
  readonly frames: readonly RawFrame[];
}

export interface RawFailure extends RawError {
  /** Nearest first. */
  readonly causes: readonly RawError[];
  /** Lines of the text that hold the failure, 0-based, end exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface TracebackParser {
  readonly language: string;
  /** The last failure in the lines, or undefined. Never throws; linear in the length of the text. */
  parse(lines: readonly string[]): RawFailure | undefined;
}
