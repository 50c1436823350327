/**
 * Notices a thought that goes round in circles: Gemma does so at long contexts. The same sequence of tokens
 * must follow itself several times; ordinary repetition (rows of a table, brackets) is shorter.
 */
import type { Token } from "node-llama-cpp";

/** Longest circle looked for, tokens. */
const LONGEST = 256;
/** A circle must have been walked this often… */
const ROUNDS = 4;
/** …and for this many tokens in all. */
const SHORTEST_RUN = 64;
/** Looking costs more than counting: every so many tokens. */
const EVERY = 16;

export class ThoughtLoop {
  readonly #recent: Token[] = [];
  #count = 0;

  /** True when the tokens so far end in a loop. */
  push(token: Token): boolean {
    this.#recent.push(token);
    if (this.#recent.length > LONGEST * ROUNDS) this.#recent.shift();
    this.#count++;
    return this.#count % EVERY === 0 && this.#loops();
  }

  #loops(): boolean {
    for (let period = 1; period <= LONGEST; period++) {
      const run = Math.max(period * ROUNDS, SHORTEST_RUN);
      if (run > this.#recent.length) return false;
      if (this.#hasPeriod(period, run)) return true;
    }
    return false;
  }

  #hasPeriod(period: number, run: number): boolean {
    const end = this.#recent.length;
    for (let at = end - run + period; at < end; at++) {
      if (this.#recent[at] !== this.#recent[at - period]) return false;
    }
    return true;
  }
}
