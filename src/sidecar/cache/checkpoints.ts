/**
 * Restoring a checkpoint of node-llama-cpp 3.21.1 at a place of our choice. Its public API restores one only
 * when the rewind reaches the oldest cached position, and then evaluates the rest in one call that cannot be
 * cancelled; between that position and one sliding window after it, it neither restores nor re-evaluates, and
 * the logits are silently wrong. So this module alone reaches below the public API. When the fields it needs
 * are missing (another version), there are no checkpoints and the caller evaluates again from zero.
 */
import type { LlamaContextSequence, Token } from "node-llama-cpp";

interface NativeCheckpoint {
  /** Position of the last token in the checkpoint. */
  readonly maxPos: number;
}

interface Internals {
  _sequenceId: number;
  _nextTokenIndex: number;
  _contextTokens: Token[];
  _context: {
    _ctx: { restoreCheckpoint(checkpoint: NativeCheckpoint, maxPos: number): Promise<boolean> };
  };
  _checkpoints: {
    _checkpoints: readonly (readonly [string | undefined, NativeCheckpoint])[];
    pruneFromEndToIndex(maxPos: number): void;
    clearAllCheckpoints(): void;
  };
}

function internalsOf(sequence: LlamaContextSequence): Internals | undefined {
  const candidate = sequence as unknown as Partial<Internals>;
  const complete =
    typeof candidate._sequenceId === "number" &&
    typeof candidate._nextTokenIndex === "number" &&
    Array.isArray(candidate._contextTokens) &&
    typeof candidate._context?._ctx.restoreCheckpoint === "function" &&
    Array.isArray(candidate._checkpoints?._checkpoints);
  return complete ? (candidate as Internals) : undefined;
}

/** Numbers of tokens to which the sequence can be restored, ascending. */
export function checkpointLengths(sequence: LlamaContextSequence): number[] {
  const stored = internalsOf(sequence)?._checkpoints._checkpoints ?? [];
  return stored.map(([, checkpoint]) => checkpoint.maxPos + 1);
}

/**
 * Makes the sequence hold exactly its first `length` tokens, from the checkpoint taken there.
 * False: it could not, and the state of the sequence is undefined until it is cleared.
 */
export async function restoreCheckpoint(sequence: LlamaContextSequence, length: number): Promise<boolean> {
  const internals = internalsOf(sequence);
  const entry = internals?._checkpoints._checkpoints.find(
    ([, checkpoint]) => checkpoint.maxPos + 1 === length,
  );
  if (internals === undefined || entry === undefined) return false;
  if (!(await internals._context._ctx.restoreCheckpoint(entry[1], length - 1))) return false;
  internals._contextTokens = internals._contextTokens.slice(0, length);
  internals._nextTokenIndex = length;
  internals._checkpoints.pruneFromEndToIndex(length - 1);
  return true;
}

/** Forgets all checkpoints; for a sequence whose cache was lost. */
export function dropCheckpoints(sequence: LlamaContextSequence): void {
  internalsOf(sequence)?._checkpoints.clearAllCheckpoints();
}
