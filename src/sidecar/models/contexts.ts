/**
 * The two contexts over one model. Completion: a small window whose cache keeps everything, so that any
 * rewind is free. Chat: the large window; its sliding layers keep only their window, and checkpoints in main
 * memory make going back cheap.
 */
import { totalmem } from "node:os";
import type { Llama, LlamaContext, LlamaModel } from "node-llama-cpp";
import { CachedSequence } from "../cache/cached-sequence.ts";
import { completionCandidates, fitsMemory, type MemoryNeed, windowCandidates } from "./fit.ts";
import type { Log } from "./runtime.ts";

const BATCH_TOKENS = 512;
/** Tokens between two checkpoints of a long prompt. */
const CHECKPOINT_EVERY = 4096;
const CHECKPOINTS = 32;
/** Memory of all checkpoints at most, bytes: one of 31B is 0.8 GB. */
const CHECKPOINT_BYTES = Math.min(2 ** 30, totalmem() / 10);

export interface ContextPlan {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly threads: number;
  /** Wanted chat window, tokens; 0 = automatic. */
  readonly contextTokens: number;
  readonly trainContextTokens: number;
  readonly safeMode: boolean;
  /** The model can chat; else the second context only prepares completions. */
  readonly chats: boolean;
  readonly log: Log;
}

export interface Contexts {
  readonly completion: LlamaContext;
  readonly chat: LlamaContext;
  readonly completionCaches: readonly CachedSequence[];
  readonly chatCaches: readonly CachedSequence[];
}

interface Candidate {
  readonly contextSize: number;
  readonly sequences: number;
  readonly swaFullCache: boolean;
}

/** Throws the engine's error when not even the smallest windows fit. */
export async function createContexts(plan: ContextPlan): Promise<Contexts> {
  const completion = await firstThatFits(plan, "completion", completionOptions(plan));
  try {
    const chat = await firstThatFits(plan, "chat", chatOptions(plan));
    return {
      completion,
      chat,
      completionCaches: sequences(completion, true),
      chatCaches: sequences(chat, false),
    };
  } catch (error) {
    await completion.dispose();
    throw error;
  }
}

function completionOptions({ trainContextTokens }: ContextPlan): Candidate[] {
  return completionCandidates(trainContextTokens).map(({ tokens, sequences }) => ({
    contextSize: tokens,
    sequences,
    swaFullCache: true,
  }));
}

function chatOptions({ contextTokens, trainContextTokens, safeMode, chats }: ContextPlan): Candidate[] {
  const wanted = chats ? contextTokens : completionCandidates(trainContextTokens)[0]?.tokens;
  return windowCandidates(wanted ?? contextTokens, trainContextTokens, safeMode).map((tokens) => ({
    contextSize: tokens,
    sequences: 1,
    swaFullCache: false,
  }));
}

async function firstThatFits(
  plan: ContextPlan,
  purpose: "completion" | "chat",
  candidates: readonly Candidate[],
): Promise<LlamaContext> {
  const free = await freeMemory(plan.llama);
  let failure: unknown;
  for (const [index, candidate] of candidates.entries()) {
    const isLast = index === candidates.length - 1;
    if (!isLast && !fitsMemory(await memoryNeed(plan.model, candidate), free, purpose)) continue;
    try {
      return await plan.model.createContext({
        ...candidate,
        batchSize: Math.min(BATCH_TOKENS, candidate.contextSize),
        threads: plan.threads,
        failedCreationRemedy: false,
        // One request at a time: waiting for others to join a batch would only cost an event loop turn.
        batching: { dispatchSchedule: (dispatch) => dispatch() },
      });
    } catch (error) {
      failure = error;
      plan.log("warn", `A ${purpose} window of ${candidate.contextSize} tokens cannot be allocated.`);
    }
  }
  throw failure;
}

async function memoryNeed(model: LlamaModel, options: Candidate): Promise<MemoryNeed> {
  const need = await model.fileInsights.estimateContextResourceRequirementsV2({
    contextSize: options.contextSize,
    sequences: options.sequences,
    swaFullCache: options.swaFullCache,
    batchSize: BATCH_TOKENS,
    modelGpuLayers: model.gpuLayers,
    flashAttention: model.defaultContextFlashAttention,
  });
  return { ram: need.cpuRam, vram: need.gpuVram };
}

async function freeMemory(llama: Llama): Promise<MemoryNeed> {
  const vram = llama.gpu === false ? 0 : (await llama.getVramState()).free;
  return { ram: (await llama.getRamState()).free, vram };
}

function sequences(context: LlamaContext, fullCache: boolean): CachedSequence[] {
  return Array.from({ length: context.totalSequences }, () => {
    const sequence = context.getSequence({
      checkpoints: { max: CHECKPOINTS, interval: false, maxMemory: CHECKPOINT_BYTES },
    });
    return new CachedSequence(sequence, { fullCache, checkpointEvery: CHECKPOINT_EVERY });
  });
}
