/** What a file stands next to: imports, likely companions, and where the names seen around the cursor live. */
import { folderOf } from "../index/folders.ts";
import type { Definition, IndexView } from "../index/view.ts";
import { type Affinity, affinityOf, reached, type Start } from "./affinity.ts";
import { akinFiles } from "./akin.ts";
import { closeness } from "./closeness.ts";
import { TYPE_FIRST } from "./definition-table.ts";
import { isTestPath } from "./file-kind.ts";
import { stemOf } from "./file-table.ts";
import { headOf } from "./head.ts";
import { DEFINED_HERE, IN_SIGNATURE, type Marks, SEEN_HERE, USED_HERE } from "./marks.ts";
import type { NameGraph } from "./name-graph.ts";
import { neighbourFiles } from "./neighbours.ts";
import { NO_EDGES } from "./page-rank.ts";
import { lookAround, NEAR_LINES, type Place } from "./place.ts";
import type { Sums } from "./sums.ts";

export interface CursorQuery {
  /** Relative to the root. */
  readonly path: string;
  /** Language id of the document. */
  readonly language: string;
  /** The document as the user sees it. */
  readonly text: string;
  /** UTF-16 offset of the cursor. */
  readonly offset: number;
}

/** Says something until the next query of the same graph: most of it stands on its {@link Desk}. */
export interface Neighbourhood {
  /** -1 when the index does not have the file. */
  readonly fileId: number;
  readonly path: string;
  /** Logarithm of the number of files. */
  readonly logSize: number;
  /** The folders of the path, from the root; one empty one for a file in the root. */
  readonly folders: readonly string[];
  /** Files of the same folder. */
  readonly siblings: readonly number[];
  readonly inTest: boolean;
  /** Of the names of the text that the graph knows, by id: lines to the nearest occurrence, and how many there are. */
  readonly distances: Sums;
  readonly counts: Sums;
  /** By word id: weight of each identifier part near the cursor, 0…1 by distance. */
  readonly nearWords: Sums;
  /** By word id: 1 for the identifier parts of the whole text. */
  readonly hereWords: Sums;
  /** Imported file → names imported from it; empty = the whole module. */
  readonly imported: ReadonlyMap<number, ReadonlySet<string>>;
  /** 1 for files imported by the imported. */
  readonly indirect: Sums;
  readonly pageRank: Sums;
  readonly affinity: ReadonlyMap<number, Affinity>;
  /** File → weighted share of the neighbours that import it, 0…1. */
  readonly coImported: Sums;
  /** By name id: weighted share of the neighbours that use it, 0…1. */
  readonly coUse: Sums;
  /** Files that use the names seen here, the rare and near ones above all, 0…1. */
  readonly akin: ReadonlyMap<number, number>;
  /** By name id: weighted share of those files that use it, 0…1. */
  readonly akinUse: Sums;
  /** By word id: 1 for the words of the file's own name. */
  readonly ownWords: Sums;
  /** Names in the signatures of what the text near the cursor uses → closeness; the same for containers. */
  readonly inSignature: Sums;
  readonly containersInSignature: Sums;
  /** Files that define what is seen, nearest first. */
  readonly typeFiles: readonly number[];
  /** Seen types, by their id as containers → closeness. */
  readonly containers: Sums;
  readonly marks: Marks;
  readonly usable: (fileId: number) => boolean;
}

const MAX_TYPE_FILES = 32;
const MAX_INDIRECT = 40;
/** Lines around the cursor whose names are followed to their signatures. */
const SIGNATURE_LINES = 25;

function importsOf(view: IndexView, fileId: number): Map<number, Set<string>> {
  const imported = new Map<number, Set<string>>();
  for (const edge of fileId < 0 ? [] : view.importsOf(fileId)) {
    const names = imported.get(edge.toFileId) ?? new Set<string>();
    imported.set(edge.toFileId, names);
    for (const name of edge.names) names.add(name);
  }
  return imported;
}

/** Name → weighted share of the files that use it. */
function shareOfUse({ graph, usable }: Start, files: ReadonlyMap<number, number>, shares: Sums): Sums {
  let total = 0;
  shares.clear();
  for (const [fileId, weight] of files) {
    if (!usable(fileId)) continue;
    total += weight;
    for (const nameId of graph.used(fileId)) shares.add(nameId, weight);
  }
  return shares.divide(total);
}

/** File → weighted share of the files that import it. */
function shareOfImports({ graph, usable }: Start, files: ReadonlyMap<number, number>): Sums {
  const shares = graph.desk.coImported.clear();
  let total = 0;
  for (const [fileId, weight] of files) {
    if (!usable(fileId)) continue;
    total += weight;
    for (const target of graph.imports(fileId)) shares.add(target, weight);
  }
  return shares.divide(total);
}

function addSignature(found: Map<string, number>, { name, signature }: Definition, near: number): void {
  for (const [word] of signature.matchAll(/[A-Za-z_$][\w$]{2,}/g)) {
    if (word !== name && near > (found.get(word) ?? 0)) found.set(word, near);
  }
}

function signatureNamesOf(start: Start): Map<string, number> {
  const { graph, distances } = start;
  const found = new Map<string, number>();
  for (const nameId of distances.ids) {
    const distance = distances.get(nameId);
    if (distance > SIGNATURE_LINES) continue;
    for (const fileId of reached(start, nameId).slice(0, 2)) {
      for (const definition of graph.definitions(nameId, fileId).slice(0, 3))
        addSignature(found, definition, closeness(distance, 12));
    }
  }
  return found;
}

/** The same by id: names, and containers. */
function inSignatures(graph: NameGraph, found: ReadonlyMap<string, number>) {
  const inSignature = graph.desk.inSignature.clear();
  const containersInSignature = graph.desk.containersInSignature.clear();
  for (const [name, near] of found) {
    const nameId = graph.nameId(name);
    if (nameId !== undefined) inSignature.set(nameId, near);
    const container = graph.containerId(name);
    if (container !== undefined) containersInSignature.set(container, near);
  }
  return { inSignature, containersInSignature };
}

function containersOf({ graph, distances }: Start): Sums {
  const containers = graph.desk.containers.clear();
  for (const nameId of distances.ids) {
    const file = graph.firstDefiner(nameId);
    if (file < 0 || (graph.defined(nameId, file).traits & TYPE_FIRST) === 0) continue;
    const container = graph.containerId(graph.nameOf(nameId));
    if (container !== undefined) containers.set(container, closeness(distances.get(nameId), 20));
  }
  return containers;
}

function pageRankOf(start: Start, fileId: number, affinity: ReadonlyMap<number, Affinity>): Sums {
  const seeds = new Map<number, number>();
  for (const imported of start.imported.keys()) seeds.set(imported, 1);
  for (const [file, { near }] of affinity) seeds.set(file, (seeds.get(file) ?? 0) + near);
  const { graph } = start;
  // What the file itself refers to is read from its visible text, never from the index.
  return graph.desk.walk.rank(seeds, (node) => (node === fileId ? NO_EDGES : graph.neighbours(node)));
}

/** What the text has, by ids: the names that the graph knows, and the words of all. */
function textOf(graph: NameGraph, { names, distances, counts }: Place) {
  const { desk, words } = graph;
  const found = {
    distances: desk.distances.clear(),
    counts: desk.counts.clear(),
    nearWords: desk.nearWords.clear(),
    hereWords: desk.hereWords.clear(),
  };
  for (let at = 0; at < names.length; at++) {
    const name = names[at] ?? "";
    const distance = distances[at] ?? 0;
    const nameId = graph.nameId(name);
    if (nameId !== undefined) {
      found.distances.set(nameId, distance);
      found.counts.set(nameId, counts[at] ?? 0);
    }
    const near = 1 - (distance - 1) / NEAR_LINES;
    for (const word of nameId === undefined ? words.of(name) : graph.nameWords.of(nameId)) {
      found.hereWords.set(word, 1);
      found.nearWords.raise(word, near);
    }
  }
  return found;
}

function ownWordsOf({ words, desk }: NameGraph, path: string): Sums {
  const own = desk.ownWords.clear();
  for (const id of words.of(stemOf(path))) own.set(id, 1);
  return own;
}

/** Definitions of the query's own file, as far as other files can have the same names. */
function ownNames(graph: NameGraph, view: IndexView, fileId: number): Set<number> {
  const own = new Set<number>();
  for (const { name } of fileId < 0 ? [] : view.definitionsIn(fileId)) {
    const nameId = graph.nameId(name);
    if (nameId !== undefined) own.add(nameId);
  }
  return own;
}

function indirectOf(graph: NameGraph, imported: Iterable<number>): Sums {
  const indirect = graph.desk.indirect.clear();
  for (const target of imported) {
    const next = graph.imports(target);
    if (next.length <= MAX_INDIRECT) for (const file of next) indirect.set(file, 1);
  }
  return indirect;
}

function typeFilesOf({ comparePaths }: NameGraph, affinity: ReadonlyMap<number, Affinity>): number[] {
  const near = (file: number): number => affinity.get(file)?.near ?? 0;
  return headOf([...affinity.keys()], MAX_TYPE_FILES, (a, b) => {
    const more = near(a) - near(b);
    return more > 0 || (more === 0 && comparePaths(a, b) < 0);
  });
}

export function neighbourhoodOf(graph: NameGraph, view: IndexView, query: CursorQuery): Neighbourhood {
  const { desk, files } = graph;
  const { path } = query;
  const fileId = view.fileAt(path)?.id ?? -1;
  const family = files.familyOf(query.language);
  const usable = (other: number): boolean => other !== fileId && files.family(other) === family;
  const own = ownNames(graph, view, fileId);
  const imported = importsOf(view, fileId);
  const text = textOf(graph, lookAround(query.text, query.offset));
  const start = { graph, distances: text.distances, imported, own, usable };
  const siblings = files.siblings(path);
  const neighbours = neighbourFiles(graph, { fileId, path, imports: [...imported.keys()], siblings });
  const affinity = affinityOf(start);
  const akin = akinFiles(graph, text.distances, usable);
  const signatures = inSignatures(graph, signatureNamesOf(start));
  return {
    fileId,
    path,
    logSize: Math.log(graph.size + 2),
    folders: files.splitFolders(folderOf(path)),
    siblings,
    inTest: isTestPath(path),
    ...text,
    imported,
    indirect: indirectOf(graph, imported.keys()),
    pageRank: pageRankOf(start, fileId, affinity),
    affinity,
    coImported: shareOfImports(start, neighbours),
    coUse: shareOfUse(start, neighbours, desk.coUse),
    akin,
    akinUse: shareOfUse(start, akin, desk.akinUse),
    ownWords: ownWordsOf(graph, path),
    ...signatures,
    typeFiles: typeFilesOf(graph, affinity),
    containers: containersOf(start),
    marks: desk.marks
      .clear()
      .add(SEEN_HERE, text.distances.ids)
      .add(DEFINED_HERE, own)
      .add(IN_SIGNATURE, signatures.inSignature.ids)
      .add(USED_HERE, fileId < 0 ? [] : graph.used(fileId)),
    usable,
  };
}
