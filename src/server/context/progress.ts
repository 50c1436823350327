/** The editor's progress bar while the index is built (`window/workDoneProgress`). */
import type { _Connection as Connection, WorkDoneProgressReporter } from "vscode-languageserver";
import type { IndexStatus } from "../../protocol/context.ts";

type Reporter = WorkDoneProgressReporter & { done(): void };

const WORKING: ReadonlySet<IndexStatus["phase"]> = new Set(["scanning", "identifiers", "parsing"]);

/** Fewer files to do are done before a bar could be read. */
const LEAST_FILES = 50;

export class IndexProgress {
  readonly #connection: Connection;
  readonly #supported: boolean;
  #reporter: Promise<Reporter> | undefined;

  constructor(connection: Connection, supported: boolean) {
    this.#connection = connection;
    this.#supported = supported;
  }

  update(folders: readonly IndexStatus[]): void {
    if (!this.#supported) return;
    const busy = folders.filter(({ phase }) => WORKING.has(phase));
    const files = busy.reduce((sum, folder) => sum + folder.files, 0);
    const parsed = busy.reduce((sum, folder) => sum + folder.parsed, 0);
    if (busy.length === 0) return this.#end();
    if (this.#reporter === undefined && files - parsed < LEAST_FILES) return;
    this.#reporter ??= this.#begin();
    const percent = files === 0 ? 0 : Math.floor((100 * parsed) / files);
    const message = busy.some(({ phase }) => phase === "parsing")
      ? `${parsed} of ${files} files`
      : `${files} files found`;
    void this.#reporter.then((reporter) => reporter.report(percent, message));
  }

  async #begin(): Promise<Reporter> {
    const reporter = await this.#connection.window.createWorkDoneProgress();
    reporter.begin("Gemwright: indexing", 0, undefined, false);
    return reporter;
  }

  #end(): void {
    void this.#reporter?.then((reporter) => reporter.done());
    this.#reporter = undefined;
  }
}
