/**
 * The stretches of a file without a syntax tree that a question is about: SQL, logs, notes, and code that took too
 * long to parse. A word counts by how few stretches of the file have it.
 */
import { stem } from "../index/stem.ts";
import { splitWords } from "../index/words.ts";
import { lineChunks } from "../parse/line-chunks.ts";
import type { Question } from "../rank/question-words.ts";
import type { Lines } from "./pieces.ts";

/** Stretches that score less, relative to the best, are not worth their tokens. */
const LEAST_SCORE = 0.5;
/** An identifier of the question, as written, stands for so many of its rarest words. */
const IDENTIFIER = 2;
/** Lines above and below the best line, when the whole stretch is too long. */
const AROUND = 8;

export interface MatchingChunk {
  readonly lines: Lines;
  /** The part around its best line. */
  readonly core: Lines;
}

interface Scored {
  readonly first: number;
  readonly last: number;
  readonly score: number;
}

/** Best first, at most `most`; empty when nothing matches. */
export function matchingChunks(text: string, question: Question, most: number): MatchingChunk[] {
  const lines = text.split("\n");
  const chunks = lineChunks(text).map(({ startLine, endLine }) => ({
    first: startLine,
    last: endLine,
    text: lines.slice(startLine, endLine + 1).join("\n"),
  }));
  const score = scorer(
    chunks.map((chunk) => chunk.text),
    question,
  );
  const scored: Scored[] = chunks.map((chunk) => ({ ...chunk, score: score(chunk.text) }));
  const best = scored
    .filter((chunk) => chunk.score > 0)
    .sort((a, b) => b.score - a.score || a.first - b.first)
    .slice(0, most);
  const top = best[0]?.score ?? 0;
  return best
    .filter((chunk) => chunk.score >= top * LEAST_SCORE)
    .map(({ first, last }) => {
      const middle = bestLine(lines, first, last, score);
      return {
        lines: { startLine: first, endLine: last },
        core: { startLine: Math.max(first, middle - AROUND), endLine: Math.min(last, middle + AROUND) },
      };
    });
}

function stemsOf(text: string): Set<string> {
  return new Set(splitWords(text).map(stem));
}

/** Information of the question's words that a text has, in nats. */
function scorer(texts: readonly string[], { words, identifiers }: Question): (text: string) => number {
  const stems = texts.map(stemsOf);
  const weight = (has: number): number => (has === 0 ? 0 : Math.log(1 + texts.length / has));
  const wanted = new Map(
    words.map(stem).map((word) => [word, weight(stems.filter((own) => own.has(word)).length)]),
  );
  const named = identifiers.map((name) => ({
    name,
    weight: IDENTIFIER * weight(texts.filter((text) => text.includes(name)).length),
  }));
  return (text) => {
    let score = 0;
    for (const word of stemsOf(text)) score += wanted.get(word) ?? 0;
    for (const one of named) if (text.includes(one.name)) score += one.weight;
    return score;
  };
}

function bestLine(
  lines: readonly string[],
  first: number,
  last: number,
  score: (text: string) => number,
): number {
  let best = first;
  let top = 0;
  for (let at = first; at <= last; at++) {
    const value = score(lines[at] ?? "");
    if (value > top) [best, top] = [at, value];
  }
  return best;
}
