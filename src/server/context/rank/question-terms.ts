/**
 * What a question asks for, as terms: each of its words with the other forms in which code has it. `log in` is
 * also `login`, `structural search and replace` also `ssr`, and an argument also an `arg`.
 */
import { stem } from "../index/stem.ts";
import type { IndexView, SearchHit } from "../index/view.ts";
import { splitWords } from "../index/words.ts";
import type { Question } from "./question-words.ts";
import { synonymsOf } from "./synonyms.ts";

/** How much a text that has a stem has of a term, 0…1. */
export interface Match {
  readonly term: number;
  readonly weight: number;
}

interface Form {
  /** As it is written, in lower case. */
  readonly word: string;
  /** Every word of the question that the form stands for. */
  readonly terms: readonly number[];
  readonly weight: number;
}

interface FoundForm {
  readonly form: Form;
  readonly hits: readonly SearchHit[];
}

/** Hits asked of the search table per form. */
const MAX_HITS = 1500;
const MIN_IDF = 0.05;

const SYNONYM_WEIGHT = 0.5;
const ACRONYM_WEIGHT = 0.8;
const MIN_ACRONYM = 3;
const MAX_ACRONYM = 5;

/** A file that has one word of many is worth this share of its BM25; one that has all is worth the whole. */
const UNCOVERED = 0.4;

type Positions = ReadonlyMap<string, number>;

/** The initials of neighbouring words: `toc`, `lsp`. */
function acronymsIn(words: readonly string[], position: Positions): Form[] {
  const forms: Form[] = [];
  for (let from = 0; from < words.length; from++) {
    for (let to = from + MIN_ACRONYM; to <= Math.min(words.length, from + MAX_ACRONYM); to++) {
      const run = words.slice(from, to);
      const terms = run.flatMap((word) => position.get(word) ?? []);
      const framed = position.has(run[0] ?? "") && position.has(run.at(-1) ?? "");
      const word = run.map((part) => part[0]).join("");
      if (framed && terms.length > 1) forms.push({ word, terms, weight: ACRONYM_WEIGHT });
    }
  }
  return forms;
}

/** Neighbouring words written as one: `open router` → `openrouter`. */
function compoundsIn(words: readonly string[], position: Positions): Form[] {
  return words.slice(1).flatMap((word, at) => {
    const before = words[at] ?? "";
    const terms = [before, word].flatMap((part) => position.get(part) ?? []);
    return terms.length === 0 ? [] : [{ word: before + word, terms, weight: 1 }];
  });
}

/** The words themselves come first, in their order. */
function formsOf({ words, sequence }: Question): Form[] {
  const position = new Map(words.map((word, at) => [word, at]));
  const withoutLittle = sequence.filter((word) => position.has(word));
  const forms = [
    ...words.map((word, at) => ({ word, terms: [at], weight: 1 })),
    ...compoundsIn(sequence, position),
    ...acronymsIn(sequence, position),
    ...acronymsIn(withoutLittle, position),
    ...words.flatMap((word, at) =>
      synonymsOf(word).map((other) => ({ word: other, terms: [at], weight: SYNONYM_WEIGHT })),
    ),
  ];
  const known = new Set<string>();
  return forms.filter(({ word, terms }) => known.size !== known.add(`${stem(word)} ${terms.join()}`).size);
}

export class Terms {
  /** Information of each term, in nats; never below {@link MIN_IDF}. */
  readonly idf: readonly number[];
  /** Information of all terms that the repository has. */
  readonly total: number;
  /** File → BM25 of its words times the share of the question's information that it has. */
  readonly scores: ReadonlyMap<number, number>;
  /** By stem. */
  readonly #matches = new Map<string, Match[]>();
  /** By part of a name, as it is written. */
  readonly #ofPart = new Map<string, readonly Match[]>();
  readonly #ofName = new Map<string, readonly Match[]>();

  /** `size`: files of the repository. */
  constructor(view: IndexView, question: Question, size: number) {
    const asked = formsOf(question).map((form) => ({ form, hits: view.search([form.word], MAX_HITS) }));
    this.idf = question.words.map((_, at) =>
      Math.max(MIN_IDF, Math.log((size + 1) / ((asked[at]?.hits.length ?? 0) + 0.5))),
    );
    const found = asked.filter(({ hits }) => hits.length > 0);
    for (const { form } of found) {
      const key = stem(form.word);
      const added = form.terms.map((term) => ({ term, weight: form.weight }));
      this.#matches.set(key, [...(this.#matches.get(key) ?? []), ...added]);
    }
    const had = new Set(found.flatMap(({ form }) => form.terms));
    this.total = this.idf.reduce((sum, idf, term) => sum + (had.has(term) ? idf : 0), 0);
    this.scores = this.#scores(found);
  }

  #scores(found: readonly FoundForm[]): Map<number, number> {
    const files = new Map<number, { readonly bm25: number[]; readonly covered: number[] }>();
    for (const { form, hits } of found) {
      for (const { fileId, score } of hits) {
        const known = files.get(fileId) ?? { bm25: [], covered: [] };
        files.set(fileId, known);
        const part = (Math.max(score, 0) * form.weight) / Math.sqrt(form.terms.length);
        for (const term of form.terms) {
          known.bm25[term] = Math.max(known.bm25[term] ?? 0, part);
          known.covered[term] = Math.max(known.covered[term] ?? 0, form.weight);
        }
      }
    }
    const scores = new Map<number, number>();
    for (const [fileId, { bm25, covered }] of files) {
      const sum = bm25.reduce((total, part) => total + part, 0);
      scores.set(fileId, sum * (UNCOVERED + (1 - UNCOVERED) * this.share(covered)));
    }
    return scores;
  }

  /** Share of the question's information, 0…1; `covered`: by term how much of it there is, 0…1. */
  share(covered: ArrayLike<number>): number {
    let sum = 0;
    for (let term = 0; term < covered.length; term++) sum += (covered[term] ?? 0) * (this.idf[term] ?? 0);
    return this.total === 0 ? 0 : sum / this.total;
  }

  #part(part: string): readonly Match[] {
    const known = this.#ofPart.get(part);
    if (known !== undefined) return known;
    const made = this.#matches.get(stem(part)) ?? [];
    this.#ofPart.set(part, made);
    return made;
  }

  /** What a name or a word has of the question. */
  of(name: string): readonly Match[] {
    const known = this.#ofName.get(name);
    if (known !== undefined) return known;
    const parts = splitWords(name);
    if (parts.length > 1) parts.push(parts.join(""));
    const made = parts.flatMap((part) => this.#part(part));
    this.#ofName.set(name, made);
    return made;
  }

  /** Share of the question's information that some names have together, 0…1. */
  overlap(names: Iterable<string>): number {
    const covered = new Float64Array(this.idf.length);
    for (const name of names)
      for (const { term, weight } of this.of(name)) if (weight > (covered[term] ?? 0)) covered[term] = weight;
    return this.share(covered);
  }
}
