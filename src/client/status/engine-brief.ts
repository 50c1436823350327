/** Joins what the client knows of the server with what the server knows of the engine. Pure. */
import type { EngineBrief } from "../../protocol/chat-view.ts";
import type { LoadedModel } from "../../protocol/engine.ts";
import type { EngineView, ServerStatus } from "../../protocol/lsp.ts";
import type { ServerState } from "../server-port.ts";

const BACKENDS: Readonly<Record<LoadedModel["gpu"], string>> = {
  cpu: "CPU",
  vulkan: "Vulkan",
  cuda: "CUDA",
  metal: "Metal",
};

export interface BriefInput {
  readonly server: ServerState;
  readonly status: ServerStatus | undefined;
  /** Path of the settings; empty = none chosen. */
  readonly modelPath: string;
  /** Now, ms since 1970. */
  readonly now: number;
}

/** What is true right now, in the words of the status bar and the chat page. */
export function engineBrief({ server, status, modelPath, now }: BriefInput): EngineBrief {
  switch (server.kind) {
    case "failed":
      return { kind: "failed", failure: server.failure };
    case "restarting":
      return { kind: "restarting", inSeconds: Math.max(0, Math.ceil((server.at - now) / 1000)) };
    case "starting":
      return modelPath === "" ? { kind: "noModel" } : { kind: "starting" };
    case "running":
      return status === undefined ? { kind: "starting" } : ofEngine(status.engine, modelPath);
  }
}

function ofEngine(view: EngineView, modelPath: string): EngineBrief {
  switch (view.kind) {
    case "noModel":
    case "starting":
      return { kind: view.kind };
    case "stopped":
      return { kind: "idle", file: fileName(modelPath) };
    case "loading":
      return { kind: "loading", file: fileName(view.path), fraction: view.fraction };
    case "ready":
      return {
        kind: "ready",
        name: view.model.name,
        backend: backendName(view.model),
        contextTokens: view.model.contextTokens,
        practice: view.model.practice,
        ...(view.model.chat ? {} : { completionOnly: true }),
      };
    case "restarting":
      return { kind: "restarting", inSeconds: Math.ceil(view.inMs / 1000), failure: view.failure };
    case "failed":
      return { kind: "failed", failure: view.failure };
  }
}

/** The backend that runs, and how much of the model is on it when that is not all. */
export function backendName(model: LoadedModel): string {
  const name = BACKENDS[model.gpu];
  if (model.gpu === "cpu" || model.gpuLayers >= model.layers) return name;
  return `${name} ${model.gpuLayers}/${model.layers} layers`;
}

/** The last part of a path of any system. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
