/** A prompt in words to the token ids of the loaded model. */
import type { LlamaModel, Token } from "node-llama-cpp";
import type { FimPrompt, Prompt } from "../../protocol/engine.ts";
import { FailureError } from "../../protocol/failure.ts";
import type { FimTokens } from "../fim/detect.ts";
import { renderFim } from "../fim/render.ts";
import { renderChat, type TemplateVariant } from "../template/render.ts";
import type { Vocabulary } from "./vocabulary.ts";

export interface PromptModel {
  readonly model: LlamaModel;
  /** For messages. */
  readonly name: string;
  readonly vocabulary: Vocabulary;
  readonly variant: TemplateVariant;
  readonly fim: FimTokens | undefined;
}

export function promptTokens(prompt: Prompt, target: PromptModel): Token[] {
  if (prompt.kind === "fim") return fimTokens(prompt, target);
  if (!target.vocabulary.speaksGemma4) {
    throw new FailureError({
      code: "model.no-template",
      message: `${target.name} is not a Gemma 4 model (its vocabulary has no <|turn> token), so Gemwright cannot chat with it; it completes code only.`,
      nextStep: "Choose a Gemma 4 GGUF file to chat; completions go on with either.",
    });
  }
  return target.vocabulary.encode(renderChat(prompt, target.variant));
}

function fimTokens(prompt: FimPrompt, { model, name, vocabulary, fim }: PromptModel): Token[] {
  if (fim === undefined) {
    throw new FailureError({
      code: "model.no-fim",
      message: `${name} has no fill-in-the-middle tokens.`,
      nextStep: "Ask for the completion as a chat prompt with an answer prefix.",
    });
  }
  const begin = model.tokens.shouldPrependBosToken ? model.tokens.bos : null;
  return [...(begin === null ? [] : [begin]), ...renderFim(prompt, fim, vocabulary)];
}
