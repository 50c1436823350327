/** The loaded model in lines of text, for the tooltip and the status menu: only what was measured. Pure. */
import type { LoadedModel } from "../../protocol/engine.ts";
import type { ServerStatus } from "../../protocol/lsp.ts";
import { backendName } from "./engine-brief.ts";
import { bytes } from "./status-text.ts";

export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Empty when no model is loaded. */
export function modelFacts(status: ServerStatus | undefined): readonly Fact[] {
  if (status?.engine.kind !== "ready") return [];
  const { model } = status.engine;
  const { sidecar } = status;
  const facts: Fact[] = [
    {
      name: "Model",
      value: model.practice ? `${model.name} (practice model: fixed answers, no AI)` : model.name,
    },
    {
      name: "Runs on",
      value: `${backendName(model)}, ${model.threads} ${model.threads === 1 ? "thread" : "threads"}`,
    },
    ...useFacts(model),
    { name: "Memory", value: memory(status, model.weightBytes, model.gpuBytes) },
  ];
  if (model.safeMode) facts.push({ name: "Safe mode", value: "CPU and a small window, after crashes" });
  if (sidecar !== undefined && sidecar.generationTokensPerSecond > 0) {
    const reading = speed(sidecar.prefillTokensPerSecond);
    facts.push({
      name: "Speed",
      value: `reads ${reading}, writes ${speed(sidecar.generationTokensPerSecond)}`,
    });
  }
  if (sidecar !== undefined) facts.push({ name: "Windows using it", value: count(sidecar.clients) });
  return facts;
}

function useFacts(model: LoadedModel): readonly Fact[] {
  const trained = `(trained for ${count(model.trainContextTokens)})`;
  const completion = count(model.completionTokens);
  const use =
    model.fim === undefined
      ? []
      : [
          {
            name: "Used for",
            value: `completion only, in the FIM format of ${model.fim.format}; to chat, choose a Gemma 4 model`,
          },
        ];
  const window = model.chat
    ? `${count(model.contextTokens)} tokens for chat, ${completion} for completion ${trained}`
    : `${completion} tokens for completion ${trained}`;
  return [...use, { name: "Window", value: window }];
}

function memory(status: ServerStatus, weights: number, gpu: number): string {
  const resident = status.sidecar?.residentBytes ?? 0;
  const parts = [`weights ${bytes(weights)}`];
  if (resident > 0) parts.push(`process ${bytes(resident)}`);
  if (gpu > 0) parts.push(`GPU ${bytes(gpu)}`);
  return parts.join(", ");
}

function speed(tokensPerSecond: number): string {
  return `${tokensPerSecond >= 10 ? count(Math.round(tokensPerSecond)) : tokensPerSecond.toFixed(1)} tok/s`;
}

/** `32,768` */
export function count(value: number): string {
  return value.toLocaleString("en-US");
}
