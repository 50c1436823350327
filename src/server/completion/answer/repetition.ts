/** Loops a language model falls into, told apart from code that merely looks alike. */
import { indentWidth, opensBlock } from "./indentation.ts";
import { cursorLine } from "./neighbours.ts";

/** Lines of the longest period that is recognised. */
const LONGEST_PERIOD = 6;
/** This many of the same closer or empty element, one below the other, are no longer code. */
const LONGEST_RUN = 10;
/** `foo, foo, foo, foo, foo`: the same words five times in a row within one line. */
const IN_LINE = /((?=[^\n]*\w)[^\n]{2,40}?)\1{4,}/g;
const LONGEST_LINE = 400;
/** A row of equal values ends before it fills so many characters, or is said so many times; a loop does not. */
const LOOP_CHARS = 64;
const LOOP_TIMES = 20;

const WORDS = /\w.*\w.*\w/;
/** A closing tag, an opening one without attributes, the end of a template's block. */
const BARE_TAGS = /<\/?[A-Za-z][\w:.-]*\s*\/?>|\{\{\/\w+\}\}|\{%-?\s*end\w*\s*-?%\}/g;
const CLOSER = /^\s*(?:<\/[\w:.-]+>|end|fi|done|esac)[)\]};,.]*$/;
const CLOSING_WORD = /^\s*(?:end\w*(?:\s+\w+)?|fi|done|esac)[\s)\]};,.]*$/i;

/** Lines such as `}`, `end` or `</div>` say nothing by themselves: their repetition is not a repetition. */
export function isSignificant(line: string): boolean {
  return WORDS.test(line.replaceAll(BARE_TAGS, "")) && !CLOSING_WORD.test(line);
}

const HEAD =
  /^\s*(?:<[A-Za-z][\w:.-]*\s*>|@[\w.]+(?:\(.*\))?|#!?\[.*\]|\[\w+(?:\(.*\))?\]|\/\*+|\/\/+|#+|"""|'''|--+)\s*$/;

/** `<li>`, `@Override`, `#[test]`: what begins the code below may as well begin other code before it. */
export function isHead(line: string): boolean {
  return HEAD.test(line);
}

/** What an answer goes on from. */
export interface Before {
  readonly linePrefix: string;
  /** Last line above that is not blank. */
  readonly lineAbove: string | undefined;
  /** The last line of the answer is still being written: it can loop, but not yet equal another one. */
  readonly unfinished: boolean;
}

/** What was said before the answer began to repeat itself or the line above; undefined when it does not. */
export function withoutRepetition(answer: string, before: Before): string | undefined {
  const said = answer.split("\n");
  const [first = "", ...rest] = said;
  const lines = [before.lineAbove ?? "", cursorLine(before.linePrefix, first), ...rest].map(lineOf);
  for (const [index, line] of said.entries()) {
    const compared = !before.unfinished || index < said.length - 1;
    const repeated = loopsInside(line) ? index : compared ? repeatedFrom(lines, index + 1) : undefined;
    if (repeated !== undefined) return upTo(said, repeated);
  }
  return undefined;
}

/** The first `count` lines; one that opens a block is of no use without the block. */
function upTo(lines: readonly string[], count: number): string {
  const kept = lines.slice(0, count);
  return (opensBlock(kept.at(-1) ?? "") ? kept.slice(0, -1) : kept).join("\n");
}

/** One line, read for comparing. */
interface Line {
  readonly text: string;
  /** Equal for lines that say the same at the same indentation. */
  readonly key: string;
  readonly significant: boolean;
  /** Indented, and nothing but a closing word or tag. */
  readonly closes: boolean;
}

function lineOf(line: string): Line {
  const text = line.trim();
  const width = indentWidth(line);
  const closes = width > 0 && CLOSER.test(line);
  return { text, key: text === "" ? "" : `${width} ${text}`, significant: isSignificant(line), closes };
}

/** Index in the answer (the lines without the first) where the repetition begins that the line `at` ends. */
function repeatedFrom(lines: readonly Line[], at: number): number | undefined {
  const line = lines[at];
  const previous = lines[at - 1];
  if (line === undefined || previous === undefined || line.text === "") return undefined;
  return repeatsLine(line, previous) ? at - 1 : (repeatedRun(lines, at) ?? repeatedPeriod(lines, at));
}

/** Blocks that end one after the other do so at different levels, but for those that are not indented. */
function repeatsLine({ key, significant, closes }: Line, previous: Line): boolean {
  return key === previous.key && (significant || closes);
}

/** A block that is opened in itself again and again, or more elements than anyone writes. */
function repeatedRun(lines: readonly Line[], at: number): number | undefined {
  const { text = "", significant = false } = lines[at] ?? {};
  const again = at >= 2 && lines.slice(at - 2, at).every((line) => line.text === text);
  if (significant) return again ? at - 2 : undefined;
  if (!/[A-Za-z]/.test(text) || runLength(lines, at) < LONGEST_RUN) return undefined;
  return Math.max(0, at + 1 - LONGEST_RUN);
}

function runLength(lines: readonly Line[], at: number): number {
  const other = lines.slice(0, at).findLastIndex(({ key }) => key !== lines[at]?.key);
  return at - other;
}

/** The lines that end at `at` are, two or more at a time, the lines before them; those that say little four times. */
function repeatedPeriod(lines: readonly Line[], at: number): number | undefined {
  for (let period = 2; period <= LONGEST_PERIOD; period++) {
    const now = lines.slice(at + 1 - period, at + 1);
    const significant = now.filter((line) => line.significant).length;
    const times = significant >= 2 ? 2 : 4;
    const start = at + 1 - times * period;
    if (significant === 0 || start < 0) continue;
    const whole = lines.slice(start, at + 1);
    if (whole.every(({ key }, index) => key === now[index % period]?.key)) return start + period - 1;
  }
  return undefined;
}

function loopsInside(line: string): boolean {
  return Array.from(line.slice(0, LONGEST_LINE).matchAll(IN_LINE)).some(
    ([{ length }, said = ""]) =>
      /[A-Za-z]/.test(said) && (length >= LOOP_CHARS || length >= LOOP_TIMES * said.length),
  );
}

/** True when a line says the same as the one that follows, whatever the spaces, the quotes and the sign at its end. */
export function saysAgain(line: string, following: string): boolean {
  return (
    isSignificant(following) && indentWidth(line) === indentWidth(following) && bare(line) === bare(following)
  );
}

function bare(line: string): string {
  return line.replaceAll(/\s+|[;,]\s*$/g, "").replaceAll(/["'`]/g, '"');
}
