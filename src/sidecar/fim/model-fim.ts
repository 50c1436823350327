/** The fill-in-the-middle format of a loaded model, and what it says about itself. */
import type { LlamaModel } from "node-llama-cpp";
import type { FimSupport } from "../../protocol/engine.ts";
import type { GgufHeader } from "../models/gguf-header.ts";
import { numberAt } from "../models/model-facts.ts";
import { type Detected, detectFim, type FimTokens } from "./detect.ts";

export function modelFim(model: LlamaModel, header: GgufHeader): Detected {
  const text = (key: string): string => String(header.scalars.get(key) ?? "");
  return detectFim({
    traits: {
      architecture: text("general.architecture"),
      name: text("general.name").toLowerCase(),
      preTokenizer: text("tokenizer.ggml.pre"),
    },
    texts: model.fileInfo.metadata.tokenizer.ggml.tokens,
    number: (key) => numberAt(header, key),
  });
}

export function fimSupport({ format, file }: FimTokens): FimSupport {
  return {
    format: format.name,
    files: format.files !== undefined && file !== undefined,
    suffixFirst: format.order !== "prefixFirst",
  };
}

/** Texts that people may write and that must stay text. */
export function markerTexts({ ends }: FimTokens, model: LlamaModel): string[] {
  const { tokens } = model.fileInfo.metadata.tokenizer.ggml;
  return [...ends].map((id) => tokens[id] ?? "").filter((text) => text.length > 1);
}
