/**
 * How sure the model was of a suggestion, and from which limit on it is shown. The limit is learnt on this
 * machine, for each language and model, from what is taken and refused: see {@link ConfidenceLimits}.
 */
import type { Learned } from "../../../protocol/lsp.ts";

/** A piece of the answer as it was said. */
export interface TokenChance {
  /** Where it ends in the answer, UTF-16 units. */
  readonly end: number;
  /** Natural logarithm. */
  readonly logProbability: number;
}

/**
 * The pieces as they end in the text that is shown: it has the file's line ends and indentation, and what was cut
 * off the answer is gone. Both are followed character by character; only white space differs between them.
 */
export function chancesWithin(
  chances: readonly TokenChance[],
  said: string,
  shown: string,
): readonly TokenChance[] {
  const within: TokenChance[] = [];
  let start = 0;
  let place = 0;
  for (const { end, logProbability } of chances) {
    const before = place;
    for (; start < end; start++) place = followed(said.charAt(start), shown, place);
    if (place > before) within.push({ end: place, logProbability });
    if (place >= shown.length) break;
  }
  return within;
}

/** The place in `shown` behind `character`, or the same place for white space that is not there. */
function followed(character: string, shown: string, place: number): number {
  if (character === "\n" && shown.startsWith("\r\n", place)) return place + 2;
  if (/\s/.test(character)) return shown.charAt(place) === character ? place + 1 : place;
  const at = place + shown.slice(place).search(/\S/);
  return at >= place ? at + 1 : shown.length;
}

/** Tokens that decide; a line is rarely longer, and what follows hardly changes the mean. */
const MOST_TOKENS = 16;

/**
 * Geometric mean of the probabilities (0…1) of the tokens of the first line that is left when `typed` characters
 * of `text` are already in the file; undefined when the engine told none.
 */
export function confidenceOf(chances: readonly TokenChance[], text: string, typed = 0): number | undefined {
  const first = text.slice(typed).search(/[^\r\n]/);
  const lineBreak = first < 0 ? -1 : text.indexOf("\n", typed + first);
  const end = lineBreak < 0 ? Number.POSITIVE_INFINITY : lineBreak;
  const counted: number[] = [];
  let start = 0;
  for (const chance of chances) {
    if (chance.end > typed && start < end) counted.push(chance.logProbability);
    start = chance.end;
    if (counted.length === MOST_TOKENS) break;
  }
  if (counted.length === 0) return undefined;
  return Math.exp(counted.reduce((sum, each) => sum + each, 0) / counted.length);
}

/** Permissive: good lines of code are far above it. */
const START = 0.1;
const LOWEST = 0.03;
const HIGHEST = 0.6;
/** Only what is about as sure as the limit says anything about the limit. */
const NEAR = 0.2;
/** One taken for three refused keeps the limit where it is. */
const UP = 0.01;
const DOWN = 0.03;
/** Languages and models that are remembered. */
const CAPACITY = 100;

/**
 * One limit for each key (language and model). A refused suggestion near the limit raises it by 0.01, an accepted
 * one lowers it by 0.03, so that it rests where one in four borderline suggestions is taken.
 */
export class ConfidenceLimits {
  private readonly limits: Map<string, number>;
  private readonly onChange: (learned: Learned) => void;

  constructor(learned: Learned | undefined, onChange: (learned: Learned) => void = () => undefined) {
    const known = Object.entries(learned?.confidenceLimits ?? {});
    const sound = known.filter(([, limit]) => typeof limit === "number" && Number.isFinite(limit));
    this.limits = new Map(sound.slice(-CAPACITY).map(([key, limit]) => [key, bounded(limit)]));
    this.onChange = onChange;
  }

  limit(key: string): number {
    return this.limits.get(key) ?? START;
  }

  accepted(key: string, confidence: number): void {
    if (confidence <= this.limit(key) + NEAR) this.move(key, -DOWN);
  }

  refused(key: string, confidence: number): void {
    const limit = this.limit(key);
    if (confidence >= limit && confidence <= limit + NEAR) this.move(key, UP);
  }

  private move(key: string, by: number): void {
    const before = this.limit(key);
    const after = bounded(before + by);
    if (after === before) return;
    this.limits.delete(key);
    this.limits.set(key, after);
    const oldest = this.limits.keys().next();
    if (this.limits.size > CAPACITY && oldest.done !== true) this.limits.delete(oldest.value);
    this.onChange({ confidenceLimits: Object.fromEntries(this.limits) });
  }
}

function bounded(limit: number): number {
  return Math.round(Math.min(HIGHEST, Math.max(LOWEST, limit)) * 1000) / 1000;
}
