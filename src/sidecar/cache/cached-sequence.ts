/**
 * One KV sequence that never lies: after every call its cache equals the tokens it claims to hold.
 *
 * A sliding-window layer keeps little more than its window. Rewinding to p is exact only if the whole window
 * before p is still there: `p - window >= oldest cached position`, or nothing was dropped yet. Everything
 * else goes back to a checkpoint at or before p, or to zero, and the caller evaluates the difference.
 */
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { checkpointLengths, dropCheckpoints, restoreCheckpoint } from "./checkpoints.ts";

export interface CachedSequenceOptions {
  /** The sliding layers keep every position (`swaFullCache`). */
  readonly fullCache: boolean;
  /** Tokens between two checkpoints of a long prompt; 0 = none. */
  readonly checkpointEvery: number;
}

export class CachedSequence {
  readonly sequence: LlamaContextSequence;
  readonly checkpointEvery: number;
  readonly #fullCache: boolean;
  /** Order of use, for the choice between sequences. */
  lastUsed = 0;

  constructor(sequence: LlamaContextSequence, options: CachedSequenceOptions) {
    this.sequence = sequence;
    this.#fullCache = options.fullCache;
    this.checkpointEvery = sequence.needsCheckpoints ? options.checkpointEvery : 0;
  }

  /** Tokens in the cache. */
  get length(): number {
    return this.sequence.nextTokenIndex;
  }

  /** Tokens the cache can hold; node-llama-cpp shifts the context at its last cell, we stop before. */
  get capacity(): number {
    return this.sequence.contextSize - 1;
  }

  /** Number of leading tokens that the cache shares with `tokens`. */
  commonPrefix(tokens: readonly Token[]): number {
    return Math.min(this.sequence.compareContextTokens(tokens as Token[]).firstDifferentIndex, tokens.length);
  }

  /**
   * Drops tokens from the end until at most `length` are left, and as few more as correctness demands.
   * Returns the number left. Evaluates nothing.
   */
  async rewind(length: number): Promise<number> {
    if (length >= this.length) return this.length;
    if (length > 0 && this.#isExact(length)) {
      await this.sequence.eraseContextTokenRanges([{ start: length, end: this.length }]);
      return this.length;
    }
    const checkpoint = checkpointLengths(this.sequence).findLast((at) => at <= length && at < this.length);
    if (checkpoint !== undefined && (await restoreCheckpoint(this.sequence, checkpoint))) return checkpoint;
    await this.clear();
    return 0;
  }

  /** Empties the cache. */
  async clear(): Promise<void> {
    dropCheckpoints(this.sequence);
    await this.sequence.clearHistory();
  }

  /** Evaluates `tokens` at the end, in one uninterruptible call. Never shifts: see {@link capacity}. */
  async append(tokens: readonly Token[]): Promise<void> {
    if (this.length + tokens.length > this.capacity) {
      throw new RangeError(`${this.length + tokens.length} tokens do not fit into ${this.capacity}`);
    }
    await this.sequence.evaluateWithoutGeneratingNewTokens(tokens as Token[]);
  }

  /** Remembers the state at the current length, where rewinding would otherwise need evaluation. */
  async checkpoint(): Promise<void> {
    if (this.checkpointEvery > 0) await this.sequence.takeCheckpoint();
  }

  #isExact(length: number): boolean {
    const insights = this.sequence.model.fileInsights;
    if (insights.isRecurrent || insights.isHybrid) return false;
    if (this.#fullCache || insights.swaSize === undefined) return true;
    const oldest = this.sequence.stateCellsStartIndex;
    return oldest === 0 || length - insights.swaSize >= oldest;
  }
}
