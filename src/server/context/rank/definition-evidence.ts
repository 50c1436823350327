/** What the definitions of a file say about a question: their names, their documentation, and the best of them. */
import type { Definition } from "../index/view.ts";
import { namesIn } from "./passages.ts";
import type { Terms } from "./question-terms.ts";

export interface RelevantDefinition {
  readonly definition: Definition;
  /** Share of the question that its name, its container and its documentation have; more for a quoted name. */
  readonly score: number;
}

/** A field of a file: how much it has of each term, and how long it is. */
export interface Field {
  readonly counts: Float64Array;
  length: number;
}

export interface DefinitionEvidence {
  /** Best first. */
  readonly best: readonly RelevantDefinition[];
  readonly names: Field;
  readonly docs: Field;
}

const MAX_DEFINITIONS = 12;
/** Shares of a definition's name and of its name with its documentation. */
const NAME_SHARE = 0.6;

/** Words are repeated: saturation of BM25, and how much the length of a field counts. */
const K1 = 1.2;
const B = 0.75;

function emptyField(terms: Terms): Field {
  return { counts: new Float64Array(terms.idf.length), length: 0 };
}

/** Adds a text's words to a field. */
export function addTo(field: Field, names: readonly string[], terms: Terms): void {
  field.length += names.length;
  for (const name of names)
    for (const { term, weight } of terms.of(name)) field.counts[term] = (field.counts[term] ?? 0) + weight;
}

/** BM25 of a field among fields of the mean length `mean`, relative to the question's information. */
export function fieldScore({ counts, length }: Field, mean: number, terms: Terms): number {
  const norm = K1 * (1 - B + (B * length) / Math.max(1, mean));
  return terms.share(counts.map((count) => (count * (K1 + 1)) / (count + norm)));
}

export function readDefinitions(
  definitions: readonly Definition[],
  quoted: ReadonlySet<string>,
  terms: Terms,
): DefinitionEvidence {
  const names = emptyField(terms);
  const docs = emptyField(terms);
  const scored: RelevantDefinition[] = [];
  for (const definition of definitions) {
    const title = [definition.name, definition.container ?? ""];
    const doc = namesIn(definition.doc ?? "");
    addTo(names, [definition.name], terms);
    addTo(docs, doc, terms);
    const named = terms.overlap(title);
    const all = doc.length === 0 ? named : terms.overlap([...title, ...doc]);
    const score = NAME_SHARE * named + (1 - NAME_SHARE) * all + (quoted.has(definition.name) ? 1 : 0);
    if (score > 0) scored.push({ definition, score });
  }
  const best = scored
    .sort((a, b) => b.score - a.score || a.definition.start - b.definition.start)
    .slice(0, MAX_DEFINITIONS);
  return { best, names, docs };
}
