/**
 * Files that are likely to use the same names as the file being written: they import the same modules, lie in
 * the same folder, import it or test it.
 */
import { nameWordsOf } from "./file-table.ts";
import { heaviest } from "./head.ts";
import type { NameGraph } from "./name-graph.ts";

/** Modules that more files import than this are everyone's. */
const MAX_IMPORTERS = 250;
const MAX_NEIGHBOURS = 28;
const MAX_SIBLINGS = 60;

export interface Subject {
  /** -1 when the index does not have the file. */
  readonly fileId: number;
  readonly path: string;
  readonly imports: readonly number[];
  /** Files of the same folder. */
  readonly siblings: readonly number[];
}

/** Share of the words of two base names that are the same: `cart.ts` and `cart.test.ts` are twins. */
function nameLikeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let same = 0;
  for (const word of a) if (b.has(word)) same++;
  return same / Math.max(1, Math.min(a.size, b.size));
}

/** File → weight, the best {@link MAX_NEIGHBOURS}, weights scaled so that the best has 1. */
export function neighbourFiles(graph: NameGraph, subject: Subject): Map<number, number> {
  const weights = graph.desk.neighbours.clear();
  const add = (file: number, weight: number): void => {
    if (file !== subject.fileId) weights.add(file, weight);
  };
  for (const target of subject.imports) {
    const importers = graph.importers(target);
    if (importers.length > MAX_IMPORTERS) continue;
    const weight = Math.log((graph.size + 1) / (importers.length + 1)) / Math.log(graph.size + 2);
    for (const importer of importers) {
      const theirs = graph.imports(importer).length;
      add(importer, weight / Math.sqrt(4 + theirs));
    }
  }
  const own = nameWordsOf(subject.path);
  for (const sibling of subject.siblings.slice(0, MAX_SIBLINGS))
    add(sibling, 0.25 + 0.5 * nameLikeness(own, graph.files.nameWords(sibling)));
  for (const importer of subject.fileId < 0 ? [] : graph.importers(subject.fileId).slice(0, 40))
    add(importer, 0.3);
  for (const target of subject.imports) add(target, 0.15);
  return heaviest(weights, weights.ids, { count: MAX_NEIGHBOURS, order: graph.comparePaths });
}
