/** The two scores of a candidate: the features of each name and of each file are made once a query. */
import type { Defined } from "./definition-table.ts";
import { type Candidate, fileFeatures, nameFeatures, pairFeatures } from "./feature-values.ts";
import { emptyFeatures, type Features, FILE_RANGE, NAME_RANGE, PAIR_RANGE, weighted } from "./features.ts";
import { SEEN_HERE } from "./marks.ts";
import type { NameGraph } from "./name-graph.ts";
import type { Neighbourhood } from "./neighbourhood.ts";
import type { Rows } from "./rows.ts";
import { FIRST, SECOND } from "./weights.ts";

const NAMES = NAME_RANGE[1] - NAME_RANGE[0];
const FILES = FILE_RANGE[1] - FILE_RANGE[0];

export class Scorer {
  readonly #graph: NameGraph;
  readonly #around: Neighbourhood;
  /** All features of one candidate, with room for the scores of a row. */
  readonly #scratch: Features = emptyFeatures();
  readonly #names: Rows;
  readonly #files: Rows;

  constructor(graph: NameGraph, around: Neighbourhood) {
    this.#graph = graph;
    this.#around = around;
    this.#names = graph.desk.nameRows.clear();
    this.#files = graph.desk.fileRows.clear();
  }

  /** Of the name and the file on their own, each weighed once, so cheap. */
  first(nameId: number, fileId: number): number {
    const name = this.#names.get(this.#name(nameId) + NAMES);
    return name + this.#files.get(this.#file(fileId) + FILES + (this.#isSeen(nameId) ? 0 : 1));
  }

  /** Of everything that is known: log odds. The features are those of {@link Scorer.features} until the next one. */
  second(candidate: Candidate, defined: Defined): number {
    const { nameId, fileId } = candidate;
    this.#names.read(this.#name(nameId), NAMES, this.#scratch, NAME_RANGE[0]);
    this.#files.read(this.#file(fileId), FILES, this.#scratch, FILE_RANGE[0]);
    pairFeatures(this.#graph, this.#around, { nameId, fileId, defined }, this.#scratch);
    return (this.#isSeen(nameId) ? SECOND.seen : SECOND.unseen).score(this.#scratch);
  }

  get features(): Features {
    return this.#scratch;
  }

  #isSeen(nameId: number): boolean {
    return this.#around.marks.has(nameId, SEEN_HERE);
  }

  /** Where the row of a name begins. */
  #name(nameId: number): number {
    const known = this.#names.find(nameId);
    if (known >= 0) return known;
    const scratch = this.#scratch;
    nameFeatures(this.#graph, this.#around, nameId, scratch);
    const { bias, weights } = this.#isSeen(nameId) ? FIRST.seen : FIRST.unseen;
    // Behind the features, where those of the file begin, which come later.
    scratch[NAME_RANGE[1]] = bias + weighted(scratch, weights, NAME_RANGE);
    return this.#names.add(nameId, scratch, NAME_RANGE[0]);
  }

  /** Where the row of a file begins. */
  #file(fileId: number): number {
    const known = this.#files.find(fileId);
    if (known >= 0) return known;
    const scratch = this.#scratch;
    fileFeatures(this.#graph, this.#around, fileId, scratch);
    scratch[PAIR_RANGE[0]] = weighted(scratch, FIRST.seen.weights, FILE_RANGE);
    scratch[PAIR_RANGE[0] + 1] = weighted(scratch, FIRST.unseen.weights, FILE_RANGE);
    return this.#files.add(fileId, scratch, FILE_RANGE[0]);
  }
}
