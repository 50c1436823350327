/** Why a definition is offered, in one phrase. Kept as bits until then: only what ends up in a pack is asked for it. */
import { AT, type Features } from "./features.ts";

/** Something to say when a feature is above a value. */
type Sign = readonly [feature: number, above: number, phrase: string];

const NAMED: readonly Sign[] = [
  [AT.seenMiddle, 0.7, "named near the cursor"],
  [AT.seenMiddle, 0, "named in this file"],
];
const IMPORTED: readonly Sign[] = [
  [AT.importedName, 0, "imported by name"],
  [AT.importedFile, 0, "its file is imported"],
];
/** What points to a name that the visible text does not have. */
const HIDDEN: readonly Sign[] = [
  [AT.containerSeen, 0, "member of a type seen here"],
  [AT.inSignature, 0.2, "in the signature of something used nearby"],
  [AT.words, 0.3, "its name shares words with nearby code"],
  [AT.akinUsed, 0.3, "files that use the same names use it"],
  [AT.coUsed, 0.2, "related files use it"],
  [AT.sameFolder, 0, "defined in the same folder"],
];
const SIGNS = [...NAMED, ...IMPORTED, ...HIDDEN];

/** Which of the signs a candidate has, as bits. */
export function signsOf(features: Features): number {
  let signs = 0;
  for (let at = 0; at < SIGNS.length; at++) {
    const [feature, above] = SIGNS[at] ?? [0, Infinity];
    if ((features[feature] ?? 0) > above) signs |= 1 << at;
  }
  return signs;
}

export function reasonOf(signs: number): string {
  const phrases = (some: readonly Sign[]): string[] =>
    some.filter((sign) => (signs & (1 << SIGNS.indexOf(sign))) !== 0).map(([, , phrase]) => phrase);
  const named = phrases(NAMED).slice(0, 1);
  const parts = [...named, ...phrases(IMPORTED).slice(0, 1), ...(named.length === 0 ? phrases(HIDDEN) : [])];
  return parts.length === 0 ? "near in the reference graph" : parts.slice(0, 2).join(", ");
}
