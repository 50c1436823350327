/**
 * Loads the llama.cpp binding. Never compiles and never downloads on a user's machine; when the wanted
 * backend's binary does not load, the next best one runs and the status says which.
 */
import type { Llama, LlamaGpuType } from "node-llama-cpp";
import type { GpuChoice } from "../../protocol/engine.ts";
import { FailureError } from "../../protocol/failure.ts";

export type Log = (level: "info" | "warn" | "error", message: string) => void;

/** Lines of llama.cpp kept for the message of a failed load. */
const KEPT_LINES = 20;

export class LlamaRuntime {
  readonly #log: Log;
  readonly #instances = new Map<GpuChoice, Llama>();
  #lines: string[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  /** llama.cpp's last errors, oldest first; `forget` them before a load. */
  get lastErrors(): readonly string[] {
    return this.#lines;
  }

  forgetErrors(): void {
    this.#lines = [];
  }

  async get(choice: GpuChoice): Promise<Llama> {
    const known = this.#instances.get(choice);
    if (known !== undefined) return known;
    const attempts: GpuChoice[] = [...new Set<GpuChoice>([choice, "auto", "cpu"])];
    let cause = "";
    for (const attempt of choice === "cpu" ? (["cpu"] as const) : attempts) {
      try {
        const llama = await this.#start(attempt);
        const runs = backendName(llama.gpu);
        if (choice !== "auto" && runs !== choice) {
          this.#log("warn", `The ${choice} backend does not load on this machine; running on ${runs}.`);
        }
        this.#instances.set(choice, llama);
        return llama;
      } catch (error) {
        cause = (error as Error).message;
        this.#log("warn", `llama.cpp for ${attempt} did not load: ${cause}`);
      }
    }
    throw new FailureError({
      code: "engine.no-binary",
      message: `llama.cpp does not load on this machine (${process.platform}-${process.arch}): ${cause}`,
      nextStep: "Install the Gemwright build for this platform, or use a remote engine.",
    });
  }

  async dispose(): Promise<void> {
    const instances = new Set(this.#instances.values());
    this.#instances.clear();
    for (const llama of instances) await llama.dispose();
  }

  async #start(choice: GpuChoice): Promise<Llama> {
    const { getLlama, LlamaLogLevel } = await import("node-llama-cpp");
    return await getLlama({
      gpu: choice === "cpu" ? false : choice,
      build: "never",
      skipDownload: true,
      progressLogs: false,
      logLevel: LlamaLogLevel.warn,
      logger: (level, message) => {
        const line = message.trim();
        if (line === "") return;
        if (level === LlamaLogLevel.error || level === LlamaLogLevel.fatal) {
          this.#lines = [...this.#lines, line].slice(-KEPT_LINES);
          this.#log("error", line);
        } else this.#log("warn", line);
      },
    });
  }
}

export function backendName(gpu: LlamaGpuType): "cpu" | "vulkan" | "cuda" | "metal" {
  return gpu === false ? "cpu" : gpu;
}
