/**
 * The fill-in-the-middle formats of code models: which tokens they use, in which order the parts stand, and how
 * other files are written. Each row names its source. Where a family was trained with the prefix first and with
 * the suffix first alike, the order is taken that keeps the KV cache warm while the prefix grows.
 */

/**
 * `prefixFirst`: PRE prefix SUF suffix MID. `suffixFirst`: SUF suffix PRE prefix MID. `joined`: PRE SUF suffix MID
 * prefix, where the middle goes on from the prefix (the FIM paper's SPM variant 2, arXiv 2207.14255). A format
 * without a middle token ends where MID would stand.
 */
export type FimOrder = "prefixFirst" | "suffixFirst" | "joined";

/**
 * How the files stand before the FIM part. `headed`: each begins with the file token and its path, the file at the
 * cursor too. `inside`: the same, but the path of the file at the cursor is the beginning of its prefix.
 * `between`: the file token stands between files, each of which begins with its path.
 */
export type FileLayout = "headed" | "inside" | "between";

/** Texts of a token, any of which may stand in a vocabulary. */
export type Spelling = readonly string[];

export interface FimMarkers {
  readonly prefix: Spelling;
  readonly suffix: Spelling;
  /** Absent: generation follows the last part at once. */
  readonly middle?: Spelling;
  readonly pad?: Spelling;
  readonly repository?: Spelling;
  readonly file?: Spelling;
}

/** What tells two families with the same tokens apart. */
export interface ModelTraits {
  /** `general.architecture` */
  readonly architecture: string;
  /** `general.name`, in lower case; a name given by whoever converted the file. */
  readonly name: string;
  /** `tokenizer.ggml.pre` */
  readonly preTokenizer: string;
}

export interface FimFormat {
  /** Shown to the user. */
  readonly name: string;
  readonly markers: FimMarkers;
  readonly order: FimOrder;
  readonly files?: FileLayout;
  /** Follows the repository token in front of all files; the name itself tells a model nothing. */
  readonly repositoryLine?: string;
  /** Other tokens of the family that end a middle, besides the markers and every control token. */
  readonly ends: readonly string[];
  /** Rows whose tokens another family shares. */
  readonly only?: (traits: ModelTraits) => boolean;
}

const PIPED = {
  prefix: ["<|fim_prefix|>"],
  suffix: ["<|fim_suffix|>"],
  middle: ["<|fim_middle|>"],
  pad: ["<|fim_pad|>"],
} as const;

/** SantaCoder's tokens have hyphens. */
const STAR = {
  prefix: ["<fim_prefix>", "<fim-prefix>"],
  suffix: ["<fim_suffix>", "<fim-suffix>"],
  middle: ["<fim_middle>", "<fim-middle>"],
  pad: ["<fim_pad>", "<fim-pad>"],
} as const;

const isGranite = ({ architecture, name }: ModelTraits): boolean =>
  architecture.startsWith("granite") || name.includes("granite");

/** In the order in which they are tried: the first whose tokens a vocabulary holds is taken. */
export const FIM_FORMATS: readonly FimFormat[] = [
  {
    // Qwen2.5-Coder technical report (arXiv 2409.12186), "Repo-Level" FIM; Qwen3-Coder kept its tokens.
    name: "Qwen Coder",
    markers: { ...PIPED, repository: ["<|repo_name|>"], file: ["<|file_sep|>"] },
    order: "prefixFirst",
    files: "headed",
    repositoryLine: "project\n",
    ends: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
  },
  {
    // CodeGemma report (arXiv 2406.11409), figures on FIM and multi-file packing; its prompts are shown prefix first.
    name: "CodeGemma",
    markers: { ...PIPED, file: ["<|file_separator|>"] },
    order: "prefixFirst",
    files: "between",
    ends: ["<eos>", "<start_of_turn>", "<end_of_turn>"],
  },
  {
    // IBM's Granite 4 prompt guide (ibm.com/granite/docs, fill-in-the-middle); files are not documented.
    name: "Granite 4",
    markers: { ...PIPED, repository: ["<|reponame|>"], file: ["<|filename|>"] },
    order: "prefixFirst",
    ends: ["<|end_of_text|>", "<|start_of_role|>", "<|end_of_role|>"],
    only: isGranite,
  },
  {
    // The special tokens of cl100k_base (openai/tiktoken, openai_public.py), which other vocabularies took over.
    name: "<|fim_prefix|>",
    markers: PIPED,
    order: "prefixFirst",
    ends: ["<|endoftext|>", "<|endofprompt|>"],
  },
  {
    // Model card of JetBrains/Mellum-4b-base: suffix first, files headed by <filename>; arXiv 2510.05788 says S-P-M too.
    name: "Mellum",
    markers: { ...STAR, repository: ["<reponame>"], file: ["<filename>"] },
    order: "suffixFirst",
    files: "headed",
    ends: ["<|endoftext|>"],
    only: ({ architecture, name, preTokenizer }) =>
      architecture === "mellum" || preTokenizer.startsWith("mellum") || name.includes("mellum"),
  },
  {
    // StarCoder 2 paper (arXiv 2402.19173), section 5.1 "Repository context": the path stands inside the prefix.
    name: "StarCoder2",
    markers: { ...STAR, repository: ["<repo_name>"], file: ["<file_sep>"] },
    order: "prefixFirst",
    files: "inside",
    repositoryLine: "project",
    ends: ["<|endoftext|>"],
  },
  {
    // Granite code models (arXiv 2405.04324) and Granite 3: StarCoder's tokens, cards and IBM's guide prefix first.
    name: "Granite",
    markers: { ...STAR, repository: ["<reponame>"], file: ["<filename>"] },
    order: "prefixFirst",
    ends: ["<|endoftext|>", "<|end_of_text|>", "<|start_of_role|>", "<|end_of_role|>"],
    only: isGranite,
  },
  {
    // Half of StarCoder's and SantaCoder's FIM samples were SPM variant 2 (bigcode-project/Megatron-LM, gpt_dataset.py).
    name: "StarCoder",
    markers: { ...STAR, repository: ["<reponame>"], file: ["<filename>"] },
    order: "joined",
    ends: ["<|endoftext|>", "<gh_stars>"],
    only: ({ architecture }) => architecture === "starcoder",
  },
  {
    // Refact, StableCode, CodeShell: cards show StarCoder's tokens, prefix first.
    name: "<fim_prefix>",
    markers: STAR,
    order: "prefixFirst",
    ends: ["<|endoftext|>", "<file_sep>", "<filename>", "<reponame>", "<repo_name>"],
  },
  {
    // DeepSeek-Coder card, "Code Insertion": begin, hole, end (fullwidth bars, U+2581 for blanks).
    name: "DeepSeek Coder",
    markers: { prefix: ["<｜fim▁begin｜>"], suffix: ["<｜fim▁hole｜>"], middle: ["<｜fim▁end｜>"] },
    order: "prefixFirst",
    ends: ["<｜end▁of▁sentence｜>", "<|EOT|>"],
  },
  {
    // Seed-Coder report (arXiv 2506.03524), "Fill-in-the-Middle": suffix, prefix, middle. llama.cpp does not know it.
    name: "Seed-Coder",
    markers: { prefix: ["<[fim-prefix]>"], suffix: ["<[fim-suffix]>"], middle: ["<[fim-middle]>"] },
    order: "suffixFirst",
    ends: ["<[end▁of▁sentence]>", "<[PAD▁TOKEN]>", "<[SEP▁TOKEN]>", "<filename>"],
  },
  {
    // mistral-common, encode_fim: <s>[SUFFIX]suffix[PREFIX]prefix, and nothing after it.
    name: "Codestral",
    markers: { prefix: ["[PREFIX]"], suffix: ["[SUFFIX]"] },
    order: "suffixFirst",
    ends: ["</s>", "[MIDDLE]", "[INST]", "[/INST]"],
  },
  {
    // Code Llama paper (arXiv 2308.12950): half of the samples in each order; meta-llama/codellama, generation.py.
    name: "Code Llama",
    markers: { prefix: ["▁<PRE>", "<PRE>"], suffix: ["▁<SUF>", "<SUF>"], middle: ["▁<MID>", "<MID>"] },
    order: "joined",
    ends: ["▁<EOT>", "<EOT>", "</s>"],
  },
  {
    // GLM: the tokens of llama.cpp's table, in the order of its /infill.
    name: "GLM",
    markers: { prefix: ["<|code_prefix|>"], suffix: ["<|code_suffix|>"], middle: ["<|code_middle|>"] },
    order: "prefixFirst",
    ends: ["<|endoftext|>", "<|system|>", "<|user|>", "<|assistant|>", "<|observation|>"],
  },
];

/** For tokens that the metadata names and no row knows: the commonest order. */
export const UNNAMED_FORMAT: FimFormat = {
  name: "the tokens its file names",
  markers: { prefix: [], suffix: [], middle: [] },
  order: "prefixFirst",
  ends: [],
};
