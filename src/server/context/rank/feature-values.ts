/** The values of the features in `features.ts` for one query. */

import { sharedStart } from "../index/folders.ts";
import { AFFINITY_LINES, type Affinity } from "./affinity.ts";
import { closeness } from "./closeness.ts";
import { type Defined, FOLDER_ONLY } from "./definition-table.ts";
import { AT, clear, type Features, FILE_RANGE, NAME_RANGE, PAIR_RANGE } from "./features.ts";
import { DEFINED_HERE, IN_SIGNATURE, SEEN_HERE, USED_HERE } from "./marks.ts";
import type { NameGraph } from "./name-graph.ts";
import type { Neighbourhood } from "./neighbourhood.ts";
import type { Sums } from "./sums.ts";

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

function log1p(count: number): number {
  return LOG1P[count] ?? Math.log1p(count);
}

/** Files with the name. Uses in the file itself do not count: they are what is asked for. */
export function otherFiles(graph: NameGraph, { marks }: Neighbourhood, nameId: number): number {
  return graph.frequency(nameId) - (marks.has(nameId, USED_HERE) ? 1 : 0);
}

/** Marks of names that have more features than the others. */
const SAYS_MORE = SEEN_HERE | DEFINED_HERE | IN_SIGNATURE;

/** What the text and the file of the query say about a name that has such a mark. */
function markedFeatures(around: Neighbourhood, nameId: number, out: Features): void {
  const distance = around.distances.get(nameId);
  if (distance > 0) {
    out[AT.seenNear] = closeness(distance, 4);
    out[AT.seenMiddle] = closeness(distance, 40);
    out[AT.seenOften] = Math.log(around.counts.get(nameId)) / 3;
  }
  if (around.marks.has(nameId, DEFINED_HERE)) out[AT.definedHere] = 1;
  out[AT.inSignature] = around.inSignature.get(nameId);
}

/** Writes the features of a name, whichever file defines it. */
export function nameFeatures(graph: NameGraph, around: Neighbourhood, nameId: number, out: Features): void {
  clear(out, NAME_RANGE);
  const frequency = otherFiles(graph, around, nameId);
  out[AT.frequency] = log1p(frequency) / 5;
  out[AT.definers] = 1 / Math.max(1, graph.definerCount(nameId));
  if (around.marks.has(nameId, SAYS_MORE)) markedFeatures(around, nameId, out);
  const rarity = 1 - (LOG_HALF[frequency] ?? Math.log(frequency + 0.5)) / around.logSize;
  const shared = around.coUse.get(nameId);
  if (shared > 0) {
    out[AT.coUsed] = Math.sqrt(shared);
    out[AT.coUsedRare] = Math.sqrt(shared) * rarity;
  }
  const akin = around.akinUse.get(nameId);
  if (akin > 0) {
    out[AT.akinUsed] = Math.sqrt(akin);
    out[AT.akinUsedRare] = Math.sqrt(akin) * rarity;
  }
  const words = graph.nameWords.length(nameId);
  if (words === 0) return;
  out[AT.words] = graph.nameWords.sum(nameId, around.nearWords) / words;
  out[AT.fileWords] = graph.nameWords.sum(nameId, around.hereWords) / words;
}

/** Sum of what the words have. */
function sumOf(words: readonly number[], values: Sums): number {
  let sum = 0;
  for (let at = 0; at < words.length; at++) sum += values.get(words[at] ?? 0);
  return sum;
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
  out[AT.pageRank] = Math.sqrt(around.pageRank.get(fileId));
  out[AT.fileSize] = log1p(graph.definedIn(fileId).length) / 5;
  out[AT.coImported] = Math.sqrt(around.coImported.get(fileId));
  out[AT.importers] = log1p(otherImporters(graph, around, fileId)) / 5;
  out[AT.akin] = around.akin.get(fileId) ?? 0;
  stemFeatures(around, graph.files.stemWords(fileId), out);
  if (around.imported.has(fileId)) out[AT.importedFile] = 1;
  if (around.indirect.get(fileId) === 1) out[AT.importedIndirectly] = 1;
  if (same === folders.length && same === around.folders.length) out[AT.sameFolder] = 1;
  if (graph.files.isTest(fileId)) out[AT.test] = around.inTest ? 0.3 : 1;
}

function stemFeatures(around: Neighbourhood, words: readonly number[], out: Features): void {
  if (words.length === 0) return;
  out[AT.stemOwn] = sumOf(words, around.ownWords) / words.length;
  out[AT.stemNear] = sumOf(words, around.nearWords) / words.length;
  out[AT.stemHere] = sumOf(words, around.hereWords) / words.length;
}

/** Writes the features of the name in this very file, behind those of the file: `defined` is what the file has of it. */
export function pairFeatures(
  graph: NameGraph,
  around: Neighbourhood,
  { nameId, fileId, defined }: Candidate & { readonly defined: Defined },
  out: Features,
): void {
  clear(out, PAIR_RANGE);
  const { traits, containers } = defined;
  if (around.imported.get(fileId)?.has(graph.nameOf(nameId)) === true) out[AT.importedName] = 1;
  for (let at = 0; at < containers.length; at++) containerFeatures(around, containers[at] ?? 0, out);
  traitFeatures(traits, out);
  const affinity = around.affinity.get(fileId);
  if (affinity !== undefined) affinityFeatures(affinity, around.distances.get(nameId), containers, out);
}

function traitFeatures(traits: number, out: Features): void {
  for (let bit = 0; bit < TRAIT_FEATURES.length; bit++)
    if ((traits & (1 << bit)) !== 0) out[TRAIT_FEATURES[bit] ?? 0] = 1;
  if ((traits & FOLDER_ONLY) !== 0 && out[AT.sameFolder] !== 1) out[AT.outOfReach] = 1;
}

/** `distance`: of the name from the cursor, 0 when the text does not have it. */
function affinityFeatures(
  { count, near, members }: Affinity,
  distance: number,
  containers: readonly number[],
  out: Features,
): void {
  // What the name itself adds to its file is no evidence for it.
  const own = distance === 0 ? 0 : 1;
  const ownNear = distance === 0 ? 0 : closeness(distance, AFFINITY_LINES);
  out[AT.affinity] = Math.log1p(Math.max(0, count - own)) / 3;
  out[AT.affinityNear] = Math.log1p(Math.max(0, near - ownNear));
  if (members.size === 0) return;
  let most = 0;
  for (let at = 0; at < containers.length; at++) most = Math.max(most, members.get(containers[at] ?? 0) ?? 0);
  out[AT.cohesion] = Math.log1p(Math.max(0, most - ownNear));
}

function containerFeatures(around: Neighbourhood, container: number, out: Features): void {
  const hop = around.containersInSignature.get(container);
  out[AT.containerInSignature] = Math.max(out[AT.containerInSignature] ?? 0, hop);
  const near = around.containers.get(container);
  if (near === 0) return;
  out[AT.containerSeen] = 1;
  out[AT.containerNear] = Math.max(out[AT.containerNear] ?? 0, near);
}

/** Writes all features of one candidate. */
export function allFeatures(
  graph: NameGraph,
  around: Neighbourhood,
  { nameId, fileId }: Candidate,
  out: Features,
): void {
  nameFeatures(graph, around, nameId, out);
  fileFeatures(graph, around, fileId, out);
  pairFeatures(graph, around, { nameId, fileId, defined: graph.defined(nameId, fileId) }, out);
}
