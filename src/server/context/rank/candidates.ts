/**
 * Candidates for a cursor: every name that something near it points to, with each file that defines it. They are
 * thousands per query, so they are two columns of numbers; `feature-values.ts` says what they are weighed by.
 */

import { sharedStart } from "../index/folders.ts";
import { otherFiles } from "./feature-values.ts";
import { likeNames } from "./like-names.ts";
import { TAKEN } from "./marks.ts";
import type { NameGraph } from "./name-graph.ts";
import type { Neighbourhood } from "./neighbourhood.ts";
import type { Sums } from "./sums.ts";

/** Candidate k is the name `names[k]` in the file `files[k]`; each pair occurs once. */
export interface Candidates {
  readonly names: readonly number[];
  readonly files: readonly number[];
}

/** Names taken from one file. */
const MAX_NAMES_OF_FILE = 1500;
const MAX_SIBLINGS = 60;
const MAX_NEPHEWS = 20;
/** Files that define what is seen nearest: here also names that no other file uses. */
const MAX_WHOLE_TYPES = 12;

/** A name that is not in the text and has more definers is a guess, unless one of them is near in another way. */
const MAX_GUESSED_DEFINERS = 5;

/** The same for names that files which use the same names use, and the share of those from which on. */
const MAX_AKIN_DEFINERS = 3;
const AKIN_SHARE = 0.07;

/** Of a name that more files define, only those that are near in another way: any `new` is no help. */
const MAX_FAR_DEFINERS = 8;

/** Share of the neighbours that use a name, from which on it is a candidate. */
const CO_USED_SHARE = 0.08;

/** Share of the neighbours that import a file, from which on its definitions are candidates. */
const CO_IMPORTED_SHARE = 0.15;

/** With more candidates than this the files that are left are not looked at: weighing them all takes too long. */
const MAX_CANDIDATES = 2500;

/** With fewer candidates than this there is room for what is farther away. */
const ENOUGH = 1200;

/** Marks the files that the file of the query has something to do with. */
function nearFiles({ desk }: NameGraph, around: Neighbourhood): Sums {
  const { imported, indirect, coImported, akin, typeFiles, siblings } = around;
  const near = desk.near.clear();
  for (const files of [imported.keys(), indirect.ids, coImported.ids, akin.keys(), typeFiles, siblings])
    for (const file of files) near.set(file, 1);
  return near;
}

class Collection implements Candidates {
  readonly names: number[] = [];
  readonly files: number[] = [];
  readonly #graph: NameGraph;
  readonly #around: Neighbourhood;
  /** Files of which every name was looked at. */
  readonly #doneFiles = new Map<number, { readonly all: boolean }>();
  readonly #near: Sums;

  constructor(graph: NameGraph, around: Neighbourhood) {
    this.#graph = graph;
    this.#around = around;
    this.#near = nearFiles(graph, around);
  }

  addName(nameId: number, most = Infinity): void {
    const count = this.#graph.definerCount(nameId);
    if (count === 0 || count > most || this.#around.marks.has(nameId, TAKEN)) return;
    this.#around.marks.mark(nameId, TAKEN);
    const everywhere = count <= MAX_FAR_DEFINERS;
    for (const fileId of this.#graph.definers(nameId))
      if ((everywhere || this.#near.get(fileId) === 1) && this.#around.usable(fileId))
        this.#push(nameId, fileId);
  }

  /** `all`: also names that no other file uses, which are rarely what comes next. */
  addFile(fileId: number, all: boolean): void {
    const done = this.#doneFiles.get(fileId);
    if (done?.all === true || done?.all === all || !this.#around.usable(fileId)) return;
    if (this.names.length >= MAX_CANDIDATES) return;
    this.#doneFiles.set(fileId, { all });
    const names = this.#graph.definedIn(fileId);
    for (let at = 0; at < Math.min(names.length, MAX_NAMES_OF_FILE); at++) {
      const nameId = names[at] ?? 0;
      if (this.#around.marks.has(nameId, TAKEN)) continue;
      const isShared = otherFiles(this.#graph, this.#around, nameId) > 1;
      if (isShared ? done === undefined : all) this.#push(nameId, fileId);
    }
  }

  #push(nameId: number, fileId: number): void {
    this.names.push(nameId);
    this.files.push(fileId);
  }
}

/**
 * Files that no name points to: what the imported files import, then all that the reference graph reaches, then what
 * lies below the same folders.
 */
function fartherFiles(graph: NameGraph, { indirect, pageRank, path }: Neighbourhood): number[] {
  const order = (a: number, b: number): number =>
    pageRank.get(b) - pageRank.get(a) || graph.comparePaths(a, b);
  return [...indirect.ids.toSorted(order), ...pageRank.ids.toSorted(order), ...filesBelow(graph, path)];
}

/** Files below the same folders, the lowest of them first. */
function filesBelow(graph: NameGraph, path: string): number[] {
  const folders = path.split("/").slice(0, -1);
  const near: Array<readonly [file: number, shared: number]> = [];
  for (const file of graph.fileIds()) {
    const same = sharedStart(folders, graph.files.foldersOf(file));
    if (same > 0) near.push([file, same]);
  }
  return near.sort((a, b) => b[1] - a[1] || graph.comparePaths(a[0], b[0])).map(([file]) => file);
}

function addNames(found: Collection, graph: NameGraph, around: Neighbourhood): void {
  const { distances, coUse, akinUse, inSignature } = around;
  for (const nameId of distances.ids) found.addName(nameId);
  for (const nameId of coUse.ids)
    if (coUse.get(nameId) > CO_USED_SHARE) found.addName(nameId, MAX_GUESSED_DEFINERS);
  for (const nameId of akinUse.ids)
    if (akinUse.get(nameId) > AKIN_SHARE) found.addName(nameId, MAX_AKIN_DEFINERS);
  for (const nameId of likeNames(graph, around.nearWords)) found.addName(nameId, MAX_GUESSED_DEFINERS);
  for (const nameId of inSignature.ids) found.addName(nameId);
}

function addFiles(found: Collection, { files }: NameGraph, around: Neighbourhood): void {
  const { imported, path, siblings, typeFiles, coImported } = around;
  for (const fileId of imported.keys()) found.addFile(fileId, true);
  for (const fileId of siblings.slice(0, MAX_SIBLINGS)) found.addFile(fileId, true);
  for (const fileId of files.nephews(path).slice(0, MAX_NEPHEWS)) found.addFile(fileId, true);
  for (const [at, fileId] of typeFiles.entries()) found.addFile(fileId, at < MAX_WHOLE_TYPES);
  for (const fileId of coImported.ids)
    if (coImported.get(fileId) > CO_IMPORTED_SHARE) found.addFile(fileId, false);
}

export function candidatesOf(graph: NameGraph, around: Neighbourhood): Candidates {
  const found = new Collection(graph, around);
  addNames(found, graph, around);
  addFiles(found, graph, around);
  for (const fileId of found.names.length < ENOUGH ? fartherFiles(graph, around) : []) {
    if (found.names.length >= ENOUGH) break;
    found.addFile(fileId, true);
  }
  return found;
}
