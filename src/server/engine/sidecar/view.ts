/** What a user is told about the engine, from what the engine client knows. */
import type { EngineStatus } from "../../../protocol/engine.ts";
import type { Failure } from "../../../protocol/failure.ts";
import type { EngineView } from "../../../protocol/lsp.ts";

export interface EngineFacts {
  /** The chosen model file; empty = none. */
  readonly path: string;
  /** Why nothing goes on until the user acts. */
  readonly failure: Failure | undefined;
  readonly restart: { readonly inMs: number; readonly failure: Failure } | undefined;
  /** A connection is being made, or the process started. */
  readonly opening: boolean;
  /** Of the connected process. */
  readonly status: EngineStatus | undefined;
  /** A load of ours is under way. */
  readonly loading: boolean;
  /** Requests of ours under way. */
  readonly active: number;
}

/** The truth in one value. */
export function viewOf(facts: EngineFacts): EngineView {
  if (facts.path === "") return { kind: "noModel" };
  if (facts.failure !== undefined) return { kind: "failed", failure: facts.failure };
  if (facts.restart !== undefined) return { kind: "restarting", ...facts.restart };
  if (facts.status === undefined) return { kind: facts.opening ? "starting" : "stopped" };
  return connectedView(facts, facts.status);
}

function connectedView(facts: EngineFacts, status: EngineStatus): EngineView {
  const { state } = status;
  switch (state.kind) {
    case "ready": {
      const queued = Object.values(status.queued).some((count) => count > 0);
      return { kind: "ready", model: state.model, busy: facts.active > 0 || queued };
    }
    case "loading":
      return { kind: "loading", path: state.path, fraction: state.fraction };
    case "failed":
      return facts.loading
        ? { kind: "loading", path: facts.path, fraction: 0 }
        : { kind: "failed", failure: state.failure };
    case "idle":
      if (facts.loading) return { kind: "loading", path: facts.path, fraction: 0 };
      return { kind: facts.opening ? "starting" : "stopped" };
  }
}
