/**
 * Notices that the model which answers is not the one that answered before: another file, or the same one loaded
 * again, by this process or a new one. What was evaluated for the former is gone then.
 */
import type { LoadedModel } from "../../protocol/engine.ts";
import type { Engine } from "../engine/engine.ts";

export interface LoadedListener {
  /** The engine's cache is empty; `other`: by now another model answers. */
  readonly onReload?: (other: boolean) => void;
  /** A model is loaded now, for the first time or again. */
  readonly onReady?: () => void;
}

export class Loaded {
  /** Path of the model that answers, or answered last. */
  private path: string | undefined;
  /** One load of one process; undefined while nothing is loaded. */
  private load: string | undefined;
  private readonly engine: Engine;
  private readonly listener: LoadedListener;

  constructor(engine: Engine, listener: LoadedListener) {
    this.engine = engine;
    this.listener = listener;
    this.look();
  }

  /** Path of the model that answers now. */
  get model(): string | undefined {
    return this.load === undefined ? undefined : this.path;
  }

  /** Call after each change of the engine. */
  look(): void {
    const model = modelOf(this.engine);
    const load = model && [model.path, model.loadMs, model.completionTokens].join("\n");
    if (load === this.load) return;
    const had = this.load !== undefined;
    const other = model !== undefined && this.path !== undefined && this.path !== model.path;
    this.load = load;
    this.path = model?.path ?? this.path;
    const { onReload, onReady } = this.listener;
    if (had || other) onReload?.(other);
    if (load !== undefined) onReady?.();
  }
}

function modelOf({ view }: Engine): LoadedModel | undefined {
  return view.kind === "ready" ? view.model : undefined;
}
