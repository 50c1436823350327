/**
 * Does a model fill in the middle, and in which format? Found from the ids that the file's metadata gives and from
 * the texts of its tokens. Metadata that contradicts itself is not believed: no format is better than a wrong one.
 */
import type { Token } from "node-llama-cpp";
import {
  FIM_FORMATS,
  type FimFormat,
  type FimMarkers,
  type ModelTraits,
  type Spelling,
  UNNAMED_FORMAT,
} from "./formats.ts";

export interface VocabularyFacts {
  readonly traits: ModelTraits;
  /** Token texts by id. */
  readonly texts: readonly string[];
  /** Value of a metadata key, when it is a number. */
  readonly number: (key: string) => number | undefined;
}

/** Ids of a format's tokens in one vocabulary. */
export interface FimTokens {
  readonly format: FimFormat;
  readonly prefix: Token;
  readonly suffix: Token;
  readonly middle: Token | undefined;
  readonly repository: Token | undefined;
  readonly file: Token | undefined;
  /** The markers and what else ends a middle; end-of-generation and control tokens come on top. */
  readonly ends: ReadonlySet<Token>;
}

export interface Detected {
  /** Undefined: the model does not fill in the middle, as far as its file tells. */
  readonly fim: FimTokens | undefined;
  /** For the log; why metadata was not believed. */
  readonly problem: string | undefined;
}

type Role = keyof FimMarkers;

/** llama.cpp's keys of `tokenizer.ggml.`, newest first. */
const KEYS: Readonly<Record<Role, readonly string[]>> = {
  prefix: ["fim_pre_token_id", "prefix_token_id"],
  suffix: ["fim_suf_token_id", "suffix_token_id"],
  middle: ["fim_mid_token_id", "middle_token_id"],
  pad: ["fim_pad_token_id"],
  repository: ["fim_rep_token_id"],
  file: ["fim_sep_token_id", "fsep_token_id"],
};
const ROLES = Object.keys(KEYS) as Role[];
/** "No such token". */
const NO_TOKEN = 0xffffffff;

export function detectFim(facts: VocabularyFacts): Detected {
  const named = namedIds(facts);
  if (placeholders(named, facts)) return { fim: undefined, problem: undefined };
  const problem = contradiction(named, facts.texts);
  if (problem !== undefined) return { fim: undefined, problem };
  const idOf = new TokenIndex(facts.texts);
  const known = FIM_FORMATS.find((format) => fits(format, { facts, named, idOf }));
  const format = known ?? (named.has("prefix") && named.has("suffix") ? UNNAMED_FORMAT : undefined);
  if (format === undefined) return { fim: undefined, problem: undefined };
  return bind(format, named, idOf);
}

/** What the metadata says. */
function namedIds({ number }: VocabularyFacts): Map<Role, number> {
  const ids = new Map<Role, number>();
  for (const role of ROLES) {
    for (const key of KEYS[role].toReversed()) {
      const id = number(`tokenizer.ggml.${key}`);
      if (id !== undefined && id !== NO_TOKEN) ids.set(role, id);
    }
  }
  return ids;
}

/** llama.cpp once wrote CodeGemma's ids into every Gemma file; in the others they are unused slots. */
function placeholders(named: ReadonlyMap<Role, number>, { texts, traits }: VocabularyFacts): boolean {
  if (traits.name.includes("codegemma")) return false;
  return [...named.values()].some((id) => /^<unused\d*>$|^\[unused\d*\]$/i.test(texts[id] ?? ""));
}

function contradiction(named: ReadonlyMap<Role, number>, texts: readonly string[]): string | undefined {
  const seen = new Map<number, Role>();
  for (const [role, id] of named) {
    if (!Number.isInteger(id) || id < 0 || id >= texts.length) {
      return `its ${role} token is ${id}, but there are ${texts.length} tokens`;
    }
    const other = seen.get(id);
    // Some conversions give the end of text as padding; only the parts of a prompt must differ.
    if (other !== undefined && other !== "pad" && role !== "pad") {
      return `its ${other} and ${role} tokens are both ${id}`;
    }
    seen.set(id, role);
  }
  return undefined;
}

interface Vocabulary {
  readonly facts: VocabularyFacts;
  readonly named: ReadonlyMap<Role, number>;
  readonly idOf: TokenIndex;
}

/** The vocabulary holds the format's parts, and the metadata names no other tokens for them. */
function fits(format: FimFormat, { facts, named, idOf }: Vocabulary): boolean {
  if (format.only?.(facts.traits) === false) return false;
  const { markers } = format;
  const parts: readonly (readonly [Role, Spelling | undefined])[] = [
    ["prefix", markers.prefix],
    ["suffix", markers.suffix],
    ["middle", markers.middle],
    ["file", format.files === undefined ? undefined : markers.file],
  ];
  return parts.every(([role, spelling]) => {
    if (spelling === undefined) return true;
    const id = named.get(role);
    // The file token of the metadata is of no weight: conversions disagree on which one it is.
    if (id === undefined || role === "file") return idOf.find(spelling) !== undefined;
    return spelling.includes(facts.texts[id] ?? "") || isRenamed(facts, id);
  });
}

/** CodeGemma's files often keep the texts of the slots its tokens took. */
function isRenamed({ texts, traits }: VocabularyFacts, id: number): boolean {
  return traits.name.includes("codegemma") && /^<unused\d*>$/.test(texts[id] ?? "");
}

function bind(format: FimFormat, named: ReadonlyMap<Role, number>, idOf: TokenIndex): Detected {
  const { markers } = format;
  const id = (role: Role): Token | undefined =>
    (named.get(role) as Token | undefined) ?? idOf.find(markers[role] ?? []);
  const [prefix, suffix, middle] = [id("prefix"), id("suffix"), id("middle")];
  if (prefix === undefined || suffix === undefined) return { fim: undefined, problem: undefined };
  if (middle === undefined && markers.middle !== undefined) {
    return { fim: undefined, problem: "it names a prefix and a suffix token, but no middle token" };
  }
  const file = idOf.find(markers.file ?? []) ?? id("file");
  const others = [id("pad"), id("repository"), file, ...format.ends.map((text) => idOf.find([text]))];
  const ends = [prefix, suffix, middle, ...others].filter((token) => token !== undefined);
  return {
    fim: {
      format,
      prefix,
      suffix,
      middle: markers.middle === undefined ? undefined : middle,
      repository: id("repository"),
      file,
      ends: new Set(ends),
    },
    problem: undefined,
  };
}

/** Finds tokens by their text; built once, because vocabularies are large. */
class TokenIndex {
  readonly #ids = new Map<string, Token>();

  constructor(texts: readonly string[]) {
    const wanted = new Set(
      FIM_FORMATS.flatMap(({ markers, ends }) => [...Object.values(markers).flat(), ...ends]),
    );
    texts.forEach((text, id) => {
      if (wanted.has(text) && !this.#ids.has(text)) this.#ids.set(text, id as Token);
    });
  }

  find(spelling: Spelling): Token | undefined {
    for (const text of spelling) {
      const id = this.#ids.get(text);
      if (id !== undefined) return id;
    }
    return undefined;
  }
}
