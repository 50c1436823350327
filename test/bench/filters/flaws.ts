/** What models really answer when they go wrong, made from what they should have answered. */
import type { Random } from "../../fixtures/gguf/random.ts";
import type { Hole } from "./cases.ts";

interface Place {
  readonly text: string;
  readonly hole: Hole;
  readonly languageId: string;
  readonly random: Random;
}

type Flaw = (truth: string, place: Place) => string | undefined;

const PROSE = [
  "Sure, here is the code:\n",
  "Here is the missing code:\n",
  "Certainly! The completed code is below.\n",
  "The missing code is:\n",
  "I cannot see the rest of the file, but",
  "Here's the completion you asked for:\n",
  "Of course! This finishes the statement:\n",
];
const MARKUP = [
  "<turn|>",
  "<|channel>thought\n",
  "<end_of_turn>",
  "<|turn>model\n",
  "<|fim_middle|>",
  "<eos>",
];
const HIDDEN = ["\u202E", "\u200B", "\u2066", "\u{E0041}", "\u00AD"];

/** Each gives the flawed answer, or undefined where the flaw is not possible. */
export const FLAWS: Readonly<Record<string, Flaw>> = {
  "repeats-suffix": (truth, { text, hole }) => {
    const after = text.slice(hole.end).split("\n");
    const rest = after[0] ?? "";
    if (rest.trim() !== "") return `${truth}${rest}${rest}`;
    const following = after.slice(1).find((line) => /\w.*\w.*\w/.test(line));
    if (following === undefined) return undefined;
    return truth.startsWith("\n") ? `\n${following}\n` : `${truth}\n${following}\n${following}\n`;
  },
  "repeats-line": (truth, { text, hole }) => {
    const line = truth.split("\n").find((each) => each.trim() !== "") ?? "";
    const indented = text.slice(text.lastIndexOf("\n", hole.start - 1) + 1, hole.start);
    if (!/\w.*\w.*\w/.test(line.replaceAll(/<\w[^>]*>/g, ""))) return undefined;
    if (!truth.startsWith("\n") && indented.trim() !== "") return undefined;
    if (truth.startsWith("\n")) return `\n${Array.from({ length: 4 }, () => line).join("\n")}\n`;
    return `${Array.from({ length: 4 }, () => line.trim()).join(`\n${indented}`)}\n`;
  },
  "endless-words": (truth) => {
    const words = /[A-Za-z_]\w*\W+/.exec(truth)?.[0];
    return words === undefined || /["'\n]/.test(words) ? undefined : words.repeat(30);
  },
  fence: (truth, { languageId }) => `\`\`\`${languageId}\n${truth}\n\`\`\`\n`,
  prose: (truth, { random }) => `${PROSE[random.next() % PROSE.length] ?? ""}${truth}`,
  markup: (truth, { random }) => {
    const mark = MARKUP[random.next() % MARKUP.length] ?? "";
    const at = random.next() % 2 === 0 ? 0 : truth.length;
    return truth.slice(0, at) + mark + truth.slice(at) + mark;
  },
  hidden: (truth, { random }) => {
    const at = 1 + (random.next() % Math.max(1, truth.trimEnd().length - 1));
    return truth.slice(0, at) + (HIDDEN[random.next() % HIDDEN.length] ?? "") + truth.slice(at);
  },
  bracket: (truth, { random }) => {
    if (/["'`]|\/\/|#/.test(truth)) return undefined;
    const closers = Array.from(truth.matchAll(/[)\]}]/g), ({ index }) => index);
    const at = closers[random.next() % Math.max(1, closers.length)];
    if (at === undefined) return undefined;
    return random.next() % 2 === 0
      ? truth.slice(0, at) + truth.slice(at + 1)
      : truth.slice(0, at + 1) + truth.charAt(at) + truth.slice(at + 1);
  },
  indentation: (truth, { random }) => {
    const lines = truth.split("\n").slice(1);
    if (lines.length === 0 || !truth.startsWith("\n")) return undefined;
    const by = ["   ", "    ", "\t"][random.next() % 3] ?? "";
    return lines.map((line) => `\n${by}${line}`).join("");
  },
};

/** Tokens dropped, doubled or changed at random: what a small model does when it does not know. */
export function damaged(truth: string, random: Random): string {
  const tokens = truth.match(/\w+|\s+|[^\w\s]/g) ?? [];
  const at = random.next() % Math.max(1, tokens.length);
  const token = tokens[at] ?? "";
  const signs = ["(", "{", ")", "=", "=>", "[", "]", "}", ";", '"'];
  const replacement =
    ["", `${token}${token}`, signs[random.next() % signs.length] ?? ""][random.next() % 3] ?? "";
  return [...tokens.slice(0, at), replacement, ...tokens.slice(at + 1)].join("");
}
