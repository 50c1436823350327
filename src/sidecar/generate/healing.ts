/**
 * Token healing. A cursor often stands inside a word whose tokens are not those of the whole word (`comp` and
 * `compute`), or behind a space that belongs to the next token; a model has hardly ever seen what would follow
 * there. So the last tokens are taken back, and the next one is chosen among those that begin with their text.
 */
import type { Token } from "node-llama-cpp";
import type { Prompt } from "../../protocol/engine.ts";
import type { FimTokens } from "../fim/detect.ts";
import { lastText } from "../fim/render.ts";
import type { TokenBeginnings } from "./token-beginnings.ts";

export interface Healing {
  /** The prompt without what was taken back. */
  readonly tokens: readonly Token[];
  /** The text taken back: the generation begins with it, and it is no part of the output. */
  readonly taken: string;
  /** Its tokens: evaluated after all when the model wants to say something else. */
  readonly takenTokens: readonly Token[];
  /** The tokens to choose from; undefined = too many to list, so the model's own choice is looked at instead. */
  readonly choices: readonly Token[] | undefined;
}

export interface HealingVocabulary {
  readonly decode: (tokens: readonly Token[], before: readonly Token[]) => string;
  readonly beginnings: TokenBeginnings;
}

/** Tokens taken back at most: a longer word is rare, and what was evaluated for it would be lost. */
const MOST_TOKENS = 4;
/** More choices than this are not worth listing for every request. */
const MOST_CHOICES = 4096;

/** The text at whose end a word may be unfinished; undefined when nothing shall be taken back. */
export function wordsToHeal(prompt: Prompt, fim: FimTokens | undefined): string | undefined {
  if (prompt.healing !== true) return undefined;
  if (prompt.kind === "chat") return prompt.answerPrefix;
  return fim === undefined ? undefined : lastText(prompt, fim);
}

/** Takes back the end of `tokens` as far as a single token can stand for it; undefined to leave all as it is. */
export function heal(
  tokens: readonly Token[],
  text: string,
  vocabulary: HealingVocabulary,
): Healing | undefined {
  const line = text.slice(text.lastIndexOf("\n") + 1);
  const word = unfinished(line);
  let best: Healing | undefined;
  for (let count = 1; count <= Math.min(MOST_TOKENS, tokens.length - 1); count++) {
    const healing = without(tokens, count, vocabulary);
    // A token may carry the space before the word.
    if (word === "" || !line.endsWith(healing.taken) || healing.taken.length > word.length + 1) break;
    if (!isUseless(healing)) best = healing;
    if (healing.taken.length >= word.length) break;
  }
  return best;
}

/** The letters or spaces right before the cursor; indentation is a token of its own in every vocabulary. */
function unfinished(line: string): string {
  if (line.trim() === "") return "";
  return /(?:[\p{L}\p{N}_$]+| +)$/u.exec(line)?.[0] ?? "";
}

function without(
  tokens: readonly Token[],
  count: number,
  { decode, beginnings }: HealingVocabulary,
): Healing {
  const takenTokens = tokens.slice(-count);
  const left = tokens.slice(0, -count);
  const taken = decode(takenTokens, left.slice(-2));
  return { tokens: left, taken, takenTokens, choices: beginnings.find(taken, MOST_CHOICES) };
}

/** No token goes on from there, or only the one that stands there. */
function isUseless({ choices, takenTokens }: Healing): boolean {
  if (choices === undefined) return false;
  const [only] = choices;
  return only === undefined || (choices.length === 1 && takenTokens.length === 1 && only === takenTokens[0]);
}
