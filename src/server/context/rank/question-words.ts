/** Reads a question: its words, the identifiers it quotes and the files it names. */
import { stem } from "../index/stem.ts";
import { splitWords } from "../index/words.ts";

export interface Question {
  /** Lower-cased words without stop words, each once, in order. */
  readonly words: readonly string[];
  /** All lower-cased words as they follow each other. */
  readonly sequence: readonly string[];
  /** Identifiers written as such: in backticks, with inner capitals, underscores or a call's brackets. */
  readonly identifiers: readonly string[];
  /** Paths or file names, e.g. `core/core.ts`, `repomap.py`. */
  readonly paths: readonly string[];
  readonly wantsTests: boolean;
  readonly wantsDocuments: boolean;
  readonly wantsExamples: boolean;
}

/** Words of questions that say nothing about code. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a about above after again all also am an and another any are as at be because been before being between both but by " +
    "can cannot could did do does doing done down during each either every few find for from further get gets give given go " +
    "goes had happen happens has have having he her here how i if in instead into is it its itself just know let like look " +
    "made make makes many may me mean means might more most much must my need no nor not now of off on once one only onto " +
    "or other our out over own part place please put s same say see set shall she should show so some something such t tell " +
    "than that the their them then there these they thing this those through to too two under until up us use used uses " +
    "using very want was way we well were what when where whether which while who whom whose why will with within without " +
    "work works would you your code file files function functions implemented implementation implement defined definition " +
    "explain describe responsible logic project repository codebase exactly actually currently"
  ).split(" "),
);

const CODE_IDENTIFIER =
  /`([^`\n]+)`|\b([A-Za-z_$][\w$]*(?:[a-z\d][A-Z]|_)[\w$]*)\b|\b([A-Za-z_$][\w$]*)\(\)/g;
const PATH = /(?:[\w@.-]+\/)*[\w@.-]+\.[A-Za-z][A-Za-z\d]{0,5}\b|(?:[\w@.-]+\/)+[\w@.-]+/g;

function distinct(items: Iterable<string>): string[] {
  return [...new Set(items)];
}

function identifiersOf(text: string): string[] {
  const found: string[] = [];
  for (const [, quoted, written, called] of text.matchAll(CODE_IDENTIFIER)) {
    for (const [name] of (quoted ?? written ?? called ?? "").matchAll(/[A-Za-z_$][\w$]+/g)) found.push(name);
  }
  return distinct(found);
}

/** Stop words stay when nothing else is left, so that any text finds something. */
export function readQuestion(text: string): Question {
  const sequence = splitWords(text);
  const all = distinct(sequence.filter((word) => word.length > 1 || /\d/.test(word)));
  const words = all.filter((word) => !STOP_WORDS.has(word));
  const stems = new Set(all.map(stem));
  const asks = (...wanted: string[]): boolean => wanted.some((word) => stems.has(stem(word)));
  return {
    words: words.length > 0 ? words : all,
    sequence,
    identifiers: identifiersOf(text),
    paths: distinct([...text.matchAll(PATH)].map(([path]) => path)),
    wantsTests: asks("test", "tests", "spec", "coverage", "fixture"),
    wantsDocuments: asks("readme", "documentation", "docs", "documented", "guide", "changelog", "license"),
    wantsExamples: asks("example", "examples", "sample", "demo"),
  };
}
