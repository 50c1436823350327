/**
 * What a candidate at a cursor is weighed by. A candidate is a name and a file that defines it; features belong to
 * the name, to the file or to the pair, so that each part is computed once per query. They are numbers in a flat
 * array, because a query weighs thousands of candidates within milliseconds.
 */

const NAME_FEATURES = [
  "seenNear",
  "seenMiddle",
  "seenOften",
  "coUsed",
  "coUsedRare",
  "inSignature",
  "words",
  "fileWords",
  "frequency",
  "definers",
  "definedHere",
  "akinUsed",
  "akinUsedRare",
] as const;

const FILE_FEATURES = [
  "importedFile",
  "importedIndirectly",
  "sameFolder",
  "pathLikeness",
  "test",
  "pageRank",
  "fileSize",
  "coImported",
  "importers",
  "akin",
  "stemOwn",
  "stemNear",
  "stemHere",
] as const;

const PAIR_FEATURES = [
  "importedName",
  "containerNear",
  "containerSeen",
  "containerInSignature",
  "callable",
  "type",
  "value",
  "variant",
  "affinity",
  "affinityNear",
  "cohesion",
  "capital",
  "outOfReach",
  "unexported",
  "local",
] as const;

export const FEATURES = [...NAME_FEATURES, ...FILE_FEATURES, ...PAIR_FEATURES] as const;
export type Feature = (typeof FEATURES)[number];

/** Place of each feature in a flat array. */
export const AT = Object.fromEntries(FEATURES.map((name, at) => [name, at])) as Readonly<
  Record<Feature, number>
>;

/** Half-open ranges of the three groups. */
export const NAME_RANGE = [0, NAME_FEATURES.length] as const;
export const FILE_RANGE = [NAME_FEATURES.length, NAME_FEATURES.length + FILE_FEATURES.length] as const;
export const PAIR_RANGE = [NAME_FEATURES.length + FILE_FEATURES.length, FEATURES.length] as const;

/** Values by {@link AT}; 0 = absent. */
export type Features = Float64Array;

export function emptyFeatures(): Features {
  return new Float64Array(FEATURES.length);
}

/** Sets the features of one group to 0. */
export function clear(features: Features, [from, to]: readonly [number, number]): void {
  for (let at = from; at < to; at++) features[at] = 0;
}

export function weighted(
  features: Features,
  weights: Float64Array,
  [from, to]: readonly [number, number],
): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += (features[at] ?? 0) * (weights[at] ?? 0);
  return sum;
}
