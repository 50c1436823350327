/** The values of the features in `features.ts` for one query. */
import type { Definition } from "../index/view.ts";
import { closeness } from "./closeness.ts";
import { type Defined, FOLDER_ONLY } from "./definition-table.ts";
import { AT, clear, type Features, FILE_RANGE, NAME_RANGE, PAIR_RANGE } from "./features.ts";
import { sharedStart } from "./file-table.ts";
import { DEFINED_HERE, USED_HERE } from "./marks.ts";
import type { NameGraph } from "./name-graph.ts";
import { AFFINITY_LINES, type Affinity, type Neighbourhood } from "./neighbourhood.ts";
import type { SeenName } from "./place.ts";

/** Which feature each trait sets, by its bit; whether a folder keeps a definition to itself depends on both files. */
const TRAIT_FEATURES = [
  AT.callable,
  AT.type,
  AT.value,
  AT.variant,
  AT.capital,
  AT.outOfReach,
  AT.unexported,
  AT.local,
];

export interface Candidate {
  readonly nameId: number;
  readonly fileId: number;
}

/** Logarithms of small counts, which are asked for thousands of times a query. */
const SMALL = 4096;
const LOG1P = Float64Array.from({ length: SMALL }, (_, count) => Math.log1p(count));
const LOG_HALF = Float64Array.from({ length: SMALL }, (_, count) => Math.log(count + 0.5));

/** Files with the name. Uses in the file itself do not count: they are what is asked for. */
export function otherFiles(graph: NameGraph, { marks }: Neighbourhood, nameId: number): number {
  return graph.frequency(nameId) - (marks.has(nameId, USED_HERE) ? 1 : 0);
}

/** What the text and the file of the query say about a name that has a mark. */
function markedFeatures(around: Neighbourhood, nameId: number, out: Features): void {
  const seen = around.seen.get(nameId);
  if (seen !== undefined) {
    out[AT.seenNear] = closeness(seen.distance, 4);
    out[AT.seenMiddle] = closeness(seen.distance, 40);
    out[AT.seenOften] = Math.log(seen.count) / 3;
  }
  if (around.marks.has(nameId, DEFINED_HERE)) out[AT.definedHere] = 1;
  out[AT.inSignature] = around.signatureIds.get(nameId) ?? 0;
}

/** Writes the features of a name, whichever file defines it. */
export function nameFeatures(graph: NameGraph, around: Neighbourhood, nameId: number, out: Features): void {
  clear(out, NAME_RANGE);
  const frequency = otherFiles(graph, around, nameId);
  out[AT.frequency] = (LOG1P[frequency] ?? Math.log1p(frequency)) / 5;
  out[AT.definers] = 1 / Math.max(1, graph.definers(nameId).length);
  if (around.marks.of(nameId) !== 0) markedFeatures(around, nameId, out);
  const rarity = 1 - (LOG_HALF[frequency] ?? Math.log(frequency + 0.5)) / around.logSize;
  const shared = around.coUse[nameId] ?? 0;
  if (shared > 0) {
    out[AT.coUsed] = Math.sqrt(shared);
    out[AT.coUsedRare] = Math.sqrt(shared) * rarity;
  }
  const akin = around.akinUse[nameId] ?? 0;
  if (akin > 0) {
    out[AT.akinUsed] = Math.sqrt(akin);
    out[AT.akinUsedRare] = Math.sqrt(akin) * rarity;
  }
  wordFeatures(around, graph.wordsOf(nameId), out);
}

function wordFeatures(
  { nearWords, hereWords }: Neighbourhood,
  words: readonly number[],
  out: Features,
): void {
  if (words.length === 0) return;
  let near = 0;
  let anywhere = 0;
  for (const word of words) {
    near += nearWords[word] ?? 0;
    anywhere += hereWords[word] ?? 0;
  }
  out[AT.words] = near / words.length;
  out[AT.fileWords] = anywhere / words.length;
}

/** Files that import it, without the query's own: whether that one comes to import it is what is asked for. */
function otherImporters(graph: NameGraph, around: Neighbourhood, fileId: number): number {
  const importers = graph.importers(fileId);
  return importers.length - (importers.includes(around.fileId) ? 1 : 0);
}

/** Writes the features of a defining file, whatever the name. */
export function fileFeatures(graph: NameGraph, around: Neighbourhood, fileId: number, out: Features): void {
  clear(out, FILE_RANGE);
  const folders = graph.files.foldersOf(fileId);
  const same = sharedStart(folders, around.folders);
  out[AT.pathLikeness] = (2 * same) / (folders.length + around.folders.length);
  out[AT.pageRank] = Math.sqrt(around.pageRank.get(fileId) ?? 0);
  out[AT.fileSize] = Math.log1p(graph.definedIn(fileId).length) / 5;
  out[AT.coImported] = Math.sqrt(around.coImported.get(fileId) ?? 0);
  out[AT.importers] = Math.log1p(otherImporters(graph, around, fileId)) / 5;
  out[AT.akin] = around.akin.get(fileId) ?? 0;
  stemFeatures(around, graph.files.stemWords(fileId), out);
  if (around.imported.has(fileId)) out[AT.importedFile] = 1;
  if (around.indirect.has(fileId)) out[AT.importedIndirectly] = 1;
  if (same === folders.length && same === around.folders.length) out[AT.sameFolder] = 1;
  if (graph.files.isTest(fileId)) out[AT.test] = around.inTest ? 0.3 : 1;
}

function stemFeatures(around: Neighbourhood, words: readonly number[], out: Features): void {
  if (words.length === 0) return;
  const { ownWords, nearWords, hereWords } = around;
  let own = 0;
  let near = 0;
  let here = 0;
  for (const word of words) {
    own += ownWords[word] ?? 0;
    near += nearWords[word] ?? 0;
    here += hereWords[word] ?? 0;
  }
  out[AT.stemOwn] = own / words.length;
  out[AT.stemNear] = near / words.length;
  out[AT.stemHere] = here / words.length;
}

/** Writes the features of the name in this very file, behind those of the file: `defined` is what the file has of it. */
export function pairFeatures(
  around: Neighbourhood,
  { nameId, fileId }: Candidate,
  { definitions, traits }: Defined,
  out: Features,
): void {
  clear(out, PAIR_RANGE);
  const imported = around.imported.get(fileId);
  for (const { name, container } of definitions) {
    if (imported?.has(name) === true) out[AT.importedName] = 1;
    if (container !== undefined) containerFeatures(around, container, out);
  }
  for (let bit = 0; bit < TRAIT_FEATURES.length; bit++)
    if ((traits & (1 << bit)) !== 0) out[TRAIT_FEATURES[bit] ?? 0] = 1;
  if ((traits & FOLDER_ONLY) !== 0 && out[AT.sameFolder] !== 1) out[AT.outOfReach] = 1;
  const affinity = around.affinity.get(fileId);
  if (affinity !== undefined) affinityFeatures(affinity, around.seen.get(nameId), definitions, out);
}

function affinityFeatures(
  { count, near, members }: Affinity,
  seen: SeenName | undefined,
  definitions: readonly Definition[],
  out: Features,
): void {
  // What the name itself adds to its file is no evidence for it.
  const [own, ownNear] = seen === undefined ? [0, 0] : [1, closeness(seen.distance, AFFINITY_LINES)];
  out[AT.affinity] = Math.log1p(Math.max(0, count - own)) / 3;
  out[AT.affinityNear] = Math.log1p(Math.max(0, near - ownNear));
  if (members.size === 0) return;
  let most = 0;
  for (const { container } of definitions)
    if (container !== undefined) most = Math.max(most, members.get(container) ?? 0);
  out[AT.cohesion] = Math.log1p(Math.max(0, most - ownNear));
}

function containerFeatures(around: Neighbourhood, container: string, out: Features): void {
  const hop = around.signatureNames.get(container) ?? 0;
  out[AT.containerInSignature] = Math.max(out[AT.containerInSignature] ?? 0, hop);
  const near = around.containers.get(container);
  if (near === undefined) return;
  out[AT.containerSeen] = 1;
  out[AT.containerNear] = Math.max(out[AT.containerNear] ?? 0, near);
}

/** Writes all features of one candidate. */
export function allFeatures(
  graph: NameGraph,
  around: Neighbourhood,
  candidate: Candidate,
  out: Features,
): void {
  nameFeatures(graph, around, candidate.nameId, out);
  fileFeatures(graph, around, candidate.fileId, out);
  pairFeatures(around, candidate, graph.defined(candidate.nameId, candidate.fileId), out);
}
