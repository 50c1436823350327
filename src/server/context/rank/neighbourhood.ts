/** What a file stands next to: imports, likely companions, and where the names seen around the cursor live. */
import type { Definition, IndexView } from "../index/view.ts";
import { akinFiles } from "./akin.ts";
import { closeness } from "./closeness.ts";
import { isTestPath, languageFamily } from "./file-kind.ts";
import { folderOf, stemOf } from "./file-table.ts";
import { DEFINED_HERE, IN_SIGNATURE, Marks, SEEN_HERE, USED_HERE } from "./marks.ts";
import type { NameGraph } from "./name-graph.ts";
import { neighbourFiles } from "./neighbours.ts";
import { NO_EDGES, personalisedPageRank } from "./page-rank.ts";
import { lookAround, NEAR_LINES, type Place, type SeenName } from "./place.ts";

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

export interface Affinity {
  /** Seen names that the file defines. */
  readonly count: number;
  /** The same, each weighed by its closeness to the cursor. */
  readonly near: number;
  /** The same of the members of each of its types. */
  readonly members: ReadonlyMap<string, number>;
}

export interface Neighbourhood {
  /** -1 when the index does not have the file. */
  readonly fileId: number;
  readonly path: string;
  /** Logarithm of the number of files. */
  readonly logSize: number;
  /** The folders of the path, from the root; one empty one for a file in the root. */
  readonly folders: readonly string[];
  readonly inTest: boolean;
  readonly place: Place;
  /** The names of the place that the graph knows, by id. */
  readonly seen: ReadonlyMap<number, SeenName>;
  /** By word id: weight of each identifier part near the cursor, 0…1 by distance. */
  readonly nearWords: Float64Array;
  /** By word id: 1 for the identifier parts of the whole text. */
  readonly hereWords: Uint8Array;
  /** Imported file → names imported from it; empty = the whole module. */
  readonly imported: ReadonlyMap<number, ReadonlySet<string>>;
  /** Imported by the imported. */
  readonly indirect: ReadonlySet<number>;
  readonly neighbours: ReadonlyMap<number, number>;
  readonly pageRank: ReadonlyMap<number, number>;
  readonly affinity: ReadonlyMap<number, Affinity>;
  /** File → weighted share of the neighbours that import it, 0…1. */
  readonly coImported: ReadonlyMap<number, number>;
  /** By name id: weighted share of the neighbours that use it, 0…1. */
  readonly coUse: Float64Array;
  /** Ids of the names that a neighbour uses, each once. */
  readonly coUsed: readonly number[];
  /** Files that use the names seen here, the rare and near ones above all, 0…1. */
  readonly akin: ReadonlyMap<number, number>;
  /** By name id: weighted share of those files that use it, 0…1; and the names that have one. */
  readonly akinUse: Float64Array;
  readonly akinUsed: readonly number[];
  /** By word id: 1 for the words of the file's own name. */
  readonly ownWords: Uint8Array;
  /** Names in the signatures of what the text near the cursor uses → closeness; the same by name id. */
  readonly signatureNames: ReadonlyMap<string, number>;
  readonly signatureIds: ReadonlyMap<number, number>;
  /** Files that define what is seen, nearest first. */
  readonly typeFiles: readonly number[];
  /** Seen types → closeness. */
  readonly containers: ReadonlyMap<string, number>;
  readonly marks: Marks;
  readonly usable: (fileId: number) => boolean;
}

const MAX_TYPE_FILES = 32;
const MAX_INDIRECT = 40;
/** A seen name with more definers says nothing about where the code comes from. */
const MAX_AFFINITY_DEFINERS = 3;
/** Lines over which a seen name counts for its file. */
export const AFFINITY_LINES = 15;
/** Lines around the cursor whose names are followed to their signatures. */
const SIGNATURE_LINES = 25;

const TYPE_ROLES: ReadonlySet<string> = new Set(["class", "interface", "type", "enum", "module"]);

function importsOf(view: IndexView, fileId: number): Map<number, Set<string>> {
  const imported = new Map<number, Set<string>>();
  for (const edge of fileId < 0 ? [] : view.importsOf(fileId)) {
    const names = imported.get(edge.toFileId) ?? new Set<string>();
    imported.set(edge.toFileId, names);
    for (const name of edge.names) names.add(name);
  }
  return imported;
}

/** Files that define the name: the imported ones when there are any. */
function reached(files: readonly number[], imported: ReadonlyMap<number, unknown>): readonly number[] {
  const direct = files.filter((fileId) => imported.has(fileId));
  return direct.length > 0 ? direct : files;
}

interface Start {
  readonly graph: NameGraph;
  readonly seen: ReadonlyMap<number, SeenName>;
  readonly imported: ReadonlyMap<number, ReadonlySet<string>>;
  readonly own: ReadonlySet<number>;
  readonly usable: (fileId: number) => boolean;
}

class FileAffinity implements Affinity {
  count = 0;
  near = 0;
  readonly members = new Map<string, number>();

  add(definitions: readonly Definition[], share: number, near: number): void {
    this.count += share;
    this.near += near;
    for (const container of new Set(definitions.map((definition) => definition.container)))
      if (container !== undefined) this.members.set(container, (this.members.get(container) ?? 0) + near);
  }
}

function affinityOf({ graph, seen, imported, own, usable }: Start): Map<number, Affinity> {
  const affinity = new Map<number, FileAffinity>();
  for (const [nameId, { distance }] of seen) {
    if (own.has(nameId)) continue;
    const definers = graph.definers(nameId);
    // Only those that are imported could be few.
    if (definers.length > MAX_AFFINITY_DEFINERS && imported.size === 0) continue;
    const files = reached(definers.filter(usable), imported);
    if (files.length > MAX_AFFINITY_DEFINERS) continue;
    const near = closeness(distance, AFFINITY_LINES) / files.length;
    for (const fileId of files) {
      const known = affinity.get(fileId) ?? new FileAffinity();
      known.add(graph.definitions(nameId, fileId), 1 / files.length, near);
      affinity.set(fileId, known);
    }
  }
  return affinity;
}

function coUseOf(
  { graph, usable }: Start,
  neighbours: ReadonlyMap<number, number>,
): { coUse: Float64Array; coUsed: number[] } {
  const coUse = new Float64Array(graph.names);
  const coUsed: number[] = [];
  let total = 0;
  for (const [fileId, weight] of neighbours) {
    if (!usable(fileId)) continue;
    total += weight;
    for (const { nameId } of graph.used(fileId)) {
      const sum = coUse[nameId] ?? 0;
      if (sum === 0) coUsed.push(nameId);
      coUse[nameId] = sum + weight;
    }
  }
  for (const nameId of coUsed) coUse[nameId] = (coUse[nameId] ?? 0) / total;
  return { coUse, coUsed };
}

function coImportedBy(
  { graph, usable }: Start,
  neighbours: ReadonlyMap<number, number>,
): Map<number, number> {
  const shares = new Map<number, number>();
  let total = 0;
  for (const [fileId, weight] of neighbours) {
    if (!usable(fileId)) continue;
    total += weight;
    for (const target of graph.imports(fileId)) shares.set(target, (shares.get(target) ?? 0) + weight);
  }
  if (total > 0) for (const [file, weight] of shares) shares.set(file, weight / total);
  return shares;
}

function addSignature(found: Map<string, number>, { name, signature }: Definition, near: number): void {
  for (const [word] of signature.matchAll(/[A-Za-z_$][\w$]{2,}/g)) {
    if (word !== name && near > (found.get(word) ?? 0)) found.set(word, near);
  }
}

function signatureNamesOf({ graph, seen, imported, usable }: Start): Map<string, number> {
  const found = new Map<string, number>();
  for (const [nameId, { distance }] of seen) {
    if (distance > SIGNATURE_LINES) continue;
    const files = reached(graph.definers(nameId).filter(usable), imported);
    for (const fileId of files.slice(0, 2)) {
      for (const definition of graph.definitions(nameId, fileId).slice(0, 3))
        addSignature(found, definition, closeness(distance, 12));
    }
  }
  return found;
}

function containersOf({ graph, seen }: Start): Map<string, number> {
  const containers = new Map<string, number>();
  for (const [nameId, { distance }] of seen) {
    const file = graph.definers(nameId)[0];
    const role = file === undefined ? undefined : graph.definitions(nameId, file)[0]?.role;
    if (role !== undefined && TYPE_ROLES.has(role))
      containers.set(graph.nameOf(nameId), closeness(distance, 20));
  }
  return containers;
}

function pageRankOf(
  start: Start,
  fileId: number,
  affinity: ReadonlyMap<number, Affinity>,
): Map<number, number> {
  const seeds = new Map<number, number>();
  for (const imported of start.imported.keys()) seeds.set(imported, 1);
  for (const [file, { near }] of affinity) seeds.set(file, (seeds.get(file) ?? 0) + near);
  // What the file itself refers to is read from its visible text, never from the index.
  return personalisedPageRank(seeds, (node) => (node === fileId ? NO_EDGES : start.graph.neighbours(node)));
}

function seenIn(graph: NameGraph, place: Place): Map<number, SeenName> {
  const seen = new Map<number, SeenName>();
  for (const [name, found] of place) {
    const nameId = graph.nameId(name);
    if (nameId !== undefined) seen.set(nameId, found);
  }
  return seen;
}

/** The parts of the identifiers of a place, by word id. */
function wordsOf({ words }: NameGraph, place: Place): { nearWords: Float64Array; hereWords: Uint8Array } {
  const parts = Array.from(place, ([name, { distance }]) => ({ ids: words.of(name), distance }));
  const nearWords = new Float64Array(words.size);
  const hereWords = new Uint8Array(words.size);
  for (const { ids, distance } of parts) {
    const weight = 1 - (distance - 1) / NEAR_LINES;
    for (const word of ids) {
      hereWords[word] = 1;
      if (weight > (nearWords[word] ?? 0)) nearWords[word] = weight;
    }
  }
  return { nearWords, hereWords };
}

function ownWordsOf({ words }: NameGraph, path: string): Uint8Array {
  const ids = words.of(stemOf(path));
  const own = new Uint8Array(words.size);
  for (const id of ids) own[id] = 1;
  return own;
}

function idsOf<T>(graph: NameGraph, names: Iterable<readonly [string, T]>): Map<number, T> {
  const ids = new Map<number, T>();
  for (const [name, value] of names) {
    const nameId = graph.nameId(name);
    if (nameId !== undefined) ids.set(nameId, value);
  }
  return ids;
}

/** Definitions of the query's own file, as far as other files can have the same names. */
function ownNames(graph: NameGraph, view: IndexView, fileId: number): Set<number> {
  const own = fileId < 0 ? [] : view.definitionsIn(fileId);
  return new Set(
    idsOf(
      graph,
      own.map(({ name }) => [name, true] as const),
    ).keys(),
  );
}

function indirectOf(graph: NameGraph, imported: Iterable<number>): Set<number> {
  const indirect = new Set<number>();
  for (const target of imported) {
    const next = graph.imports(target);
    if (next.length <= MAX_INDIRECT) for (const file of next) indirect.add(file);
  }
  return indirect;
}

export function neighbourhoodOf(graph: NameGraph, view: IndexView, query: CursorQuery): Neighbourhood {
  const fileId = view.fileAt(query.path)?.id ?? -1;
  const family = languageFamily(query.language);
  const usable = (other: number): boolean => other !== fileId && graph.family(other) === family;
  const own = ownNames(graph, view, fileId);
  const place = lookAround(query.text, query.offset);
  const imported = importsOf(view, fileId);
  const seen = seenIn(graph, place);
  const start = { graph, seen, imported, own, usable };
  const neighbours = neighbourFiles(graph, {
    fileId,
    path: query.path,
    imports: [...imported.keys()],
  });
  const affinity = affinityOf(start);
  const akin = akinFiles(graph, seen, usable);
  const akinUse = coUseOf(start, akin);
  const signatureNames = signatureNamesOf(start);
  const signatureIds = idsOf(graph, signatureNames);
  return {
    fileId,
    path: query.path,
    logSize: Math.log(graph.size + 2),
    folders: folderOf(query.path).split("/"),
    inTest: isTestPath(query.path),
    place,
    seen,
    ...wordsOf(graph, place),
    imported,
    indirect: indirectOf(graph, imported.keys()),
    neighbours,
    pageRank: pageRankOf(start, fileId, affinity),
    affinity,
    coImported: coImportedBy(start, neighbours),
    ...coUseOf(start, neighbours),
    akin,
    akinUse: akinUse.coUse,
    akinUsed: akinUse.coUsed,
    ownWords: ownWordsOf(graph, query.path),
    signatureNames,
    signatureIds,
    typeFiles: [...affinity]
      .sort((a, b) => b[1].near - a[1].near || graph.comparePaths(a[0], b[0]))
      .slice(0, MAX_TYPE_FILES)
      .map(([file]) => file),
    containers: containersOf(start),
    marks: new Marks(graph.names)
      .add(SEEN_HERE, seen.keys())
      .add(DEFINED_HERE, own)
      .add(IN_SIGNATURE, signatureIds.keys())
      .add(USED_HERE, fileId < 0 ? [] : graph.used(fileId).map(({ nameId }) => nameId)),
    usable,
  };
}
