import { describe, expect, it } from "vitest";
import { type Detected, detectFim } from "../../../src/sidecar/fim/detect.ts";
import { FIM_FORMATS } from "../../../src/sidecar/fim/formats.ts";
import { FIM_FAMILIES, type FimFamily } from "../../fixtures/fim-families.ts";

interface Changes {
  readonly ids?: Readonly<Record<string, number>>;
  readonly texts?: readonly string[];
  readonly name?: string;
  readonly architecture?: string;
}

function detect(family: FimFamily, { ids = {}, texts, name, architecture }: Changes = {}): Detected {
  return detectFim({
    traits: {
      architecture: architecture ?? family.architecture,
      name: (name ?? family.name).toLowerCase(),
      preTokenizer: family.pre ?? "",
    },
    texts: texts ?? textsOf(family),
    number: (key) => ids[key.replace("tokenizer.ggml.", "")],
  });
}

function textsOf({ bos, eos, specials }: FimFamily): string[] {
  return ["a", ...(bos === undefined ? [] : [bos]), eos, ...specials, "b"];
}

function familyOf(format: string): FimFamily {
  const family = FIM_FAMILIES.find((candidate) => candidate.format === format);
  if (family === undefined) throw new Error(`There is no family ${format}.`);
  return family;
}

const QWEN = familyOf("Qwen Coder");
const QWEN_TEXTS = textsOf(QWEN);
const idOf = (text: string): number => QWEN_TEXTS.indexOf(text);
const QWEN_IDS = {
  fim_pre_token_id: idOf("<|fim_prefix|>"),
  fim_suf_token_id: idOf("<|fim_suffix|>"),
  fim_mid_token_id: idOf("<|fim_middle|>"),
};

describe.each(FIM_FAMILIES)("the vocabulary of $name", (family) => {
  it("tells its format and its ends without any metadata", () => {
    const { fim, problem } = detect(family);
    expect(problem).toBeUndefined();
    expect(fim?.format.name).toBe(family.format);
    const texts = textsOf(family);
    expect([...(fim?.ends ?? [])].map((id) => texts[id])).toEqual(expect.arrayContaining([...family.stops]));
  });

  it("is no FIM vocabulary without its suffix token", () => {
    const texts = textsOf(family).map((text) => (/suf|hole/i.test(text) ? "gone" : text));
    expect(detect(family, { texts }).fim).toBeUndefined();
  });
});

it("every format has a family that tries its stop tokens", () => {
  const tried = new Set(FIM_FAMILIES.map(({ format }) => format));
  expect(FIM_FORMATS.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});

describe("metadata", () => {
  it("that agrees gives the same tokens as the texts, with old keys too", () => {
    const byText = detect(QWEN).fim;
    expect(detect(QWEN, { ids: QWEN_IDS }).fim).toEqual(byText);
    const { fim_pre_token_id, fim_suf_token_id, fim_mid_token_id } = QWEN_IDS;
    const old = {
      prefix_token_id: fim_pre_token_id,
      suffix_token_id: fim_suf_token_id,
      middle_token_id: fim_mid_token_id,
    };
    expect(detect(QWEN, { ids: old }).fim).toEqual(byText);
  });

  it("names tokens that no family has", () => {
    const ids = { fim_pre_token_id: 0, fim_suf_token_id: 1, fim_mid_token_id: 2 };
    const { fim } = detect(QWEN, { ids, texts: ["<before>", "<after>", "<hole>", "b"] });
    expect(fim).toMatchObject({ prefix: 0, suffix: 1, middle: 2, format: { order: "prefixFirst" } });
  });

  it.each([
    ["an id out of range", { ...QWEN_IDS, fim_mid_token_id: 4711 }, "its middle token is 4711"],
    ["a negative id", { ...QWEN_IDS, fim_pre_token_id: -1 }, "its prefix token is -1"],
    [
      "one token for two parts",
      { ...QWEN_IDS, fim_suf_token_id: QWEN_IDS.fim_pre_token_id },
      "its prefix and suffix tokens are both",
    ],
  ])("with %s is not believed, and the log says so", (_what, ids, problem) => {
    const found = detect(QWEN, { ids });
    expect(found.fim).toBeUndefined();
    expect(found.problem).toContain(problem);
  });

  it("without a middle token is not believed, unless the vocabulary has the one that belongs to it", () => {
    const { fim_mid_token_id: _, ...ids } = QWEN_IDS;
    expect(detect(QWEN, { ids }).fim?.middle).toBe(idOf("<|fim_middle|>"));
    const found = detect(QWEN, { ids: { fim_pre_token_id: 0, fim_suf_token_id: 1 }, texts: ["<x>", "<y>"] });
    expect(found.fim).toBeUndefined();
    expect(found.problem).toContain("no middle token");
  });

  it("that says no token is no contradiction", () => {
    expect(detect(QWEN, { ids: { fim_pad_token_id: 0xffffffff } }).fim).toBeDefined();
  });
});

describe("a Gemma file", () => {
  const ids = { prefix_token_id: 0, suffix_token_id: 2, middle_token_id: 1, fsep_token_id: 3 };
  const texts = ["<unused60>", "<unused61>", "<unused62>", "<unused63>", "b"];
  const gemma = familyOf("CodeGemma");

  it("whose FIM ids are unused slots has no FIM tokens, and that is no fault", () => {
    expect(detect(gemma, { ids, texts, name: "gemma-2b" })).toEqual({ fim: undefined, problem: undefined });
  });

  it("of CodeGemma has them, whatever the slots are called", () => {
    const { fim } = detect(gemma, { ids, texts });
    expect(fim).toMatchObject({ prefix: 0, suffix: 2, middle: 1 });
    expect(fim?.ends).toEqual(new Set([0, 1, 2, 3]));
  });
});

it("families with the same tokens are told apart by name, architecture and pre-tokenizer", () => {
  const star = familyOf("StarCoder");
  const formatOf = (changes: Changes): string | undefined => detect(star, changes).fim?.format.name;
  expect(formatOf({})).toBe("StarCoder");
  expect(formatOf({ name: "Granite 20b Code Base" })).toBe("Granite");
  expect(formatOf({ name: "Mellum 4b", architecture: "llama" })).toBe("Mellum");
  expect(formatOf({ name: "unknown", architecture: "llama" })).toBe("<fim_prefix>");
});
