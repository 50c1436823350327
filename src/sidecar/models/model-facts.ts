/** What the header says about the model, in one place: size, layers, window, template. */
import type { SizeClass } from "../../protocol/engine.ts";
import type { TemplateVariant } from "../template/render.ts";
import type { GgufHeader, GgufScalar } from "./gguf-header.ts";

export interface ModelFacts {
  readonly name: string | undefined;
  readonly architecture: string;
  readonly sizeClass: SizeClass;
  readonly practice: boolean;
  readonly layers: number;
  readonly trainContextTokens: number;
  readonly variant: TemplateVariant;
}

/** Windows of the family, tokens: a file that claims more is not believed. */
const SMALL_WINDOW = 131_072;
const LARGE_WINDOW = 262_144;

export function modelFacts(header: GgufHeader): ModelFacts {
  const architecture = String(header.scalars.get("general.architecture") ?? "");
  const sizeClass = sizeClassOf(header, architecture);
  const small = sizeClass === "E2B" || sizeClass === "E4B";
  const claimed = numberAt(header, `${architecture}.context_length`) ?? 0;
  const limit = small ? SMALL_WINDOW : architecture === "gemma4" ? LARGE_WINDOW : claimed;
  const name = header.scalars.get("general.name");
  return {
    name: typeof name === "string" && name.trim() !== "" ? name.trim().slice(0, 200) : undefined,
    architecture,
    sizeClass,
    practice: header.scalars.get("gemwright.practice") === true,
    layers: numberAt(header, `${architecture}.block_count`) ?? 0,
    trainContextTokens: Math.min(claimed, limit),
    variant: { emptyThought: !small },
  };
}

/** A number of the header, or the largest of an array with one value per layer. */
export function numberAt(header: GgufHeader, key: string): number | undefined {
  const scalar = header.scalars.get(key);
  if (scalar !== undefined) return asNumber(scalar);
  const values = header.arrays
    .get(key)
    ?.values?.map(asNumber)
    .filter((value) => value !== undefined);
  return values === undefined || values.length === 0 ? undefined : Math.max(...values);
}

function asNumber(value: GgufScalar): number | undefined {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/**
 * By structure, which small test models share: E2B and E4B have per-layer embeddings, and E4B two key-value
 * heads; 26B-A4B has experts; of the dense ones the 12B has a single key-value head in its global layers, the
 * 31B several (the figures of the published models).
 */
function sizeClassOf(header: GgufHeader, architecture: string): SizeClass {
  if (architecture !== "gemma4") return "other";
  const [fewest, most] = keyValueHeads(header);
  if ((numberAt(header, "gemma4.embedding_length_per_layer_input") ?? 0) > 0) return most > 1 ? "E4B" : "E2B";
  if ((numberAt(header, "gemma4.expert_count") ?? 0) > 0) return "26B-A4B";
  if (most <= 1) return "other";
  return fewest > 1 ? "31B" : "12B";
}

/** Fewest and most key-value heads of a layer. */
function keyValueHeads(header: GgufHeader): readonly [fewest: number, most: number] {
  const key = "gemma4.attention.head_count_kv";
  const heads = header.arrays.get(key)?.values?.map(Number) ?? [numberAt(header, key) ?? 0];
  return [Math.min(...heads), Math.max(...heads)];
}
