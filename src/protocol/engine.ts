/**
 * The pipe between a language server and the inference sidecar: JSON-RPC 2.0 with LSP framing over a private
 * Unix socket or named pipe. The server asks; the sidecar answers and streams. Cancellation is
 * `$/cancelRequest`. Every request before a successful `engine/hello` is refused and the connection closed.
 */
import {
  NotificationType,
  NotificationType0,
  RequestType,
  RequestType0,
} from "vscode-languageserver-protocol";
import type { Message, ToolDefinition } from "./conversation.ts";
import type { Failure } from "./failure.ts";

/** Raised with every incompatible change; part of the socket's path, so two versions never meet. */
export const ENGINE_PROTOCOL_VERSION = 1;

/** Where work waits: a lane goes before every lane to its right. */
export const LANES = ["completion", "chat", "background"] as const;
export type Lane = (typeof LANES)[number];

/** `auto` takes the fastest backend whose binary loads; the status reports the one that really runs. */
export const GPU_CHOICES = ["auto", "cpu", "vulkan", "cuda", "metal"] as const;
export type GpuChoice = (typeof GPU_CHOICES)[number];

export interface HelloParams {
  readonly protocolVersion: number;
  /** 32 random bytes, hex. */
  readonly nonce: string;
  /** HMAC-SHA256(secret, "client:" + nonce), hex. */
  readonly proof: string;
  /** Shown in logs, e.g. `vscode pid 4711`. */
  readonly client: string;
  /** Seconds the sidecar stays after its last client left. The largest value of all clients counts. */
  readonly keepAliveSeconds: number;
}

export interface HelloResult {
  /** HMAC-SHA256(secret, "sidecar:" + nonce), hex: the client checks that it talks to the owner of the secret. */
  readonly proof: string;
  readonly pid: number;
  /** node-llama-cpp version. */
  readonly engineVersion: string;
}

export interface LoadParams {
  /** Absolute path of a GGUF file (the first part of a split one). */
  readonly path: string;
  /** Wanted chat window in tokens; 0 = the largest that fits into memory and the model's training window. */
  readonly contextTokens: number;
  readonly gpu: GpuChoice;
  /** Threads for evaluation; 0 = polite choice (never all cores). */
  readonly threads: number;
  /** Retry after native crashes: CPU only, window of at most 8,192 tokens. */
  readonly safeMode: boolean;
}

export type SizeClass = "E2B" | "E4B" | "12B" | "26B-A4B" | "31B" | "other";

/** How a model with fill-in-the-middle tokens completes code. */
export interface FimSupport {
  /** The family whose format is used, e.g. `Qwen Coder`. */
  readonly format: string;
  /** The format shows paths and has a place for other files. */
  readonly files: boolean;
  /** The code after the cursor stands first, so that the prefix may grow at no cost. */
  readonly suffixFirst: boolean;
}

/** What really was loaded: the window allocated, the backend running, the memory held. */
export interface LoadedModel {
  readonly path: string;
  /** `general.name` of the GGUF, or the file name. */
  readonly name: string;
  /** `general.architecture`, e.g. `gemma4`. */
  readonly architecture: string;
  readonly sizeClass: SizeClass;
  /** Scripted model of the test suite and of the first try: fixed answers, no AI. */
  readonly practice: boolean;
  /** Gemwright knows its chat template (Gemma 4). At least one of `chat` and `fim` is there. */
  readonly chat: boolean;
  /** Present: completions are asked for as `FimPrompt`. */
  readonly fim?: FimSupport;
  readonly gpu: "cpu" | "vulkan" | "cuda" | "metal";
  /** Layers offloaded to the GPU, of `layers`. */
  readonly gpuLayers: number;
  readonly layers: number;
  readonly threads: number;
  /** Allocated chat window, tokens. */
  readonly contextTokens: number;
  /** Allocated completion window, tokens. */
  readonly completionTokens: number;
  /** The window the model was trained for, tokens. */
  readonly trainContextTokens: number;
  /** Weights in memory, bytes (file size when mapped). */
  readonly weightBytes: number;
  /** KV cache and compute buffers of all contexts, bytes, as estimated by the engine. */
  readonly contextBytes: number;
  /** Resident memory of the sidecar process after loading, bytes. */
  readonly residentBytes: number;
  /** GPU memory in use by this process, bytes; 0 on CPU. */
  readonly gpuBytes: number;
  readonly loadMs: number;
  readonly safeMode: boolean;
}

export type EngineState =
  | { readonly kind: "idle" }
  | { readonly kind: "loading"; readonly path: string /** 0…1 */; readonly fraction: number }
  | { readonly kind: "ready"; readonly model: LoadedModel }
  | { readonly kind: "failed"; readonly path: string; readonly failure: Failure };

export interface EngineStatus {
  readonly pid: number;
  readonly engineVersion: string;
  readonly state: EngineState;
  /** Connected language servers. */
  readonly clients: number;
  /** Requests evaluating or waiting, per lane. */
  readonly queued: Readonly<Record<Lane, number>>;
  /** Median of the last requests on this machine, tokens per second; 0 = not measured yet. */
  readonly prefillTokensPerSecond: number;
  readonly generationTokensPerSecond: number;
  readonly residentBytes: number;
}

/** Temperature 0 is greedy. Gemma's recommended chat values: 1.0, 0.95, 64. */
export interface Sampling {
  readonly temperature: number;
  readonly topP: number;
  readonly topK: number;
  readonly seed?: number;
}

/** A conversation rendered with the model's own template. */
export interface ChatPrompt {
  readonly kind: "chat";
  readonly messages: readonly Message[];
  readonly tools?: readonly ToolDefinition[];
  readonly thinking: boolean;
  /** Text the model's turn already begins with; generation continues it. Only with `thinking: false`. */
  readonly answerPrefix?: string;
  /** The answer prefix may end inside a word: its last tokens are chosen anew, to go on as the model writes. */
  readonly healing?: boolean;
}

/** Code of another file of the project. */
export interface FimFile {
  /** Relative to the workspace folder. */
  readonly path: string;
  readonly text: string;
}

/** Fill-in-the-middle for models that have FIM tokens (`LoadedModel.fim`). */
export interface FimPrompt {
  readonly kind: "fim";
  readonly prefix: string;
  readonly suffix: string;
  /**
   * The code from the end of `prefix` to the cursor, which the middle begins with: where the suffix stands after the
   * prefix, what is typed is appended here and the rest of the prompt stays as it was.
   */
  readonly begun?: string;
  /** Of the file at the cursor; shown to models whose format has a place for it, like `files`. */
  readonly path?: string;
  /** Other files, rarely changed ones first. */
  readonly files?: readonly FimFile[];
  /** The code may end inside a word: as for `ChatPrompt`, where the prompt ends with that code. */
  readonly healing?: boolean;
}

export type Prompt = ChatPrompt | FimPrompt;

/** Which cache works on a request. By default that of its lane: `completion`, or `chat` for the other lanes. */
export type CacheChoice = "completion" | "chat";

export interface GenerateParams {
  /** Chosen by the client, unique per connection; carried by every `engine/generated`. */
  readonly id: string;
  /** In `background` a generation may end early, with `length`, when others need its cache. */
  readonly lane: Lane;
  readonly cache?: CacheChoice;
  readonly prompt: Prompt;
  readonly sampling: Sampling;
  /** Tokens to generate at most, thought included. */
  readonly maxTokens: number;
  /** After this many thought tokens the thought is closed and the answer begins. */
  readonly maxThoughtTokens?: number;
  /** Generation ends before the first of these texts; they are not part of the output. */
  readonly stop?: readonly string[];
  /** Send the log-probability of each token with the chunks. */
  readonly probabilities?: boolean;
}

/** Sidecar → server while a generate runs. Prefill progress comes before text. */
export type Generated =
  | { readonly id: string; readonly kind: "prefill"; readonly done: number; readonly total: number }
  /** The prompt is in the cache and the first token is known; what that took, for who ends the rest itself. */
  | { readonly id: string; readonly kind: "prompt"; readonly usage: Usage }
  | { readonly id: string; readonly kind: "thought"; readonly text: string }
  | { readonly id: string; readonly kind: "text"; readonly text: string; readonly logProbability?: number }
  | {
      readonly id: string;
      readonly kind: "toolCall";
      readonly call: { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> };
    };

export interface Usage {
  readonly promptTokens: number;
  /** Prompt tokens answered from the KV cache. */
  readonly reusedTokens: number;
  /** Prompt tokens evaluated for this request. */
  readonly evaluatedTokens: number;
  readonly generatedTokens: number;
  readonly thoughtTokens: number;
  readonly queueMs: number;
  readonly prefillMs: number;
  readonly generationMs: number;
}

/** `stop`: the model ended its turn. `stopText`: one of `stop`. `length`: `maxTokens` or the window is full. */
export type FinishReason = "stop" | "stopText" | "length" | "toolCalls";

export interface GenerateResult {
  readonly finishReason: FinishReason;
  readonly usage: Usage;
}

export interface PrefillParams {
  readonly lane: Lane;
  readonly cache?: CacheChoice;
  readonly prompt: Prompt;
}

/** A model file of which only the vocabulary is needed. */
export interface VocabularyFile {
  /** Absolute path of a GGUF file. */
  readonly path: string;
  /** The backend that a load would use: its binary is loaded, the weights are not. */
  readonly gpu: GpuChoice;
}

export interface TokenizeParams {
  readonly texts: readonly string[];
  /** Whose vocabulary counts, whether that model is loaded or not; by default that of the loaded one. */
  readonly vocabulary?: VocabularyFile;
}

/** server → sidecar, first message. Wrong proof or version: error and the connection is closed. */
export const hello = new RequestType<HelloParams, HelloResult, Failure>("engine/hello");
/** server → sidecar. Loads, or returns at once when the same file is loaded with the same parameters. */
export const load = new RequestType<LoadParams, LoadedModel, Failure>("engine/load");
/** server → sidecar. Frees the model and its memory. */
export const unload = new RequestType0<null, Failure>("engine/unload");
/** server → sidecar. */
export const status = new RequestType0<EngineStatus, Failure>("engine/status");
/** server → sidecar. Token counts of plain texts, in order; special tokens in them count as text. */
export const tokenize = new RequestType<TokenizeParams, number[], Failure>("engine/tokenize");
/** server → sidecar. Cancelling ends it within one token or one prefill slice (error code -32800). */
export const generate = new RequestType<GenerateParams, GenerateResult, Failure>("engine/generate");
/** server → sidecar. Makes the KV cache equal the prompt without generating. */
export const prefill = new RequestType<PrefillParams, Usage, Failure>("engine/prefill");
/** sidecar → server, before the response of the request with that id. */
export const generated = new NotificationType<Generated>("engine/generated");
/** sidecar → every server, whenever the state, its progress or the number of clients changes. */
export const statusChanged = new NotificationType<EngineStatus>("engine/statusChanged");
/** sidecar → every server: one line for the log. */
export const log = new NotificationType<{
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}>("engine/log");
/** sidecar → every server: it is about to end (keep-alive over, shut down). */
export const goodbye = new NotificationType0("engine/goodbye");
