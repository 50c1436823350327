/** A failure parsed from text, without the model. */

export interface TracebackFrame {
  /** As printed. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column?: number;
  readonly function?: string;
  /** `workspace`: a file of an open folder; `library`: an installed package; `runtime`: the language itself. */
  readonly origin: "workspace" | "library" | "runtime";
  /** File URI, when the file exists. */
  readonly resolvedUri?: string;
}

/** One error of a chain; the frames are ordered from the outermost call to the place that failed. */
export interface TracebackError {
  /** Type as printed, e.g. `ValueError`. */
  readonly error: string;
  readonly message: string;
  readonly frames: readonly TracebackFrame[];
}

export interface TracebackFailure extends TracebackError {
  /** `python`, `node`, … */
  readonly language: string;
  /** Errors that led to this one, nearest first. */
  readonly causes: readonly TracebackError[];
  /** The part of the text that holds the failure, cleaned of escape sequences. */
  readonly text: string;
}
