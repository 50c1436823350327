/**
 * The index of one workspace folder: keeps its database in line with the disk, for as long as it lives. Runs in
 * the index worker. All writing is done by one loop in steps of a few milliseconds; a query runs between two
 * steps, so a pack sees one state of the repository from its beginning to its end.
 */
import type { IndexMode, IndexStatus } from "../../../protocol/context.ts";
import type { Failure } from "../../../protocol/failure.ts";
import type { NameGraph } from "../rank/name-graph.ts";
import { Conditions } from "./conditions.ts";
import { isDamage, isUnwritable } from "./database-errors.ts";
import { brokenFailure, brokenLine, type IndexPlace, ObstacleWatch, obstacleOf } from "./failures.ts";
import { FolderWork, type WorkOptions, type WorkSettings } from "./folder-work.ts";
import { discardIndex, removeIndex } from "./location.ts";
import { removeDatabase } from "./schema.ts";
import { type IndexCounts, StatusReader } from "./status-reader.ts";
import type { TokenCounts } from "./token-counts.ts";

/** Milliseconds of work after which messages are read. */
const STEP_MS = 5;
/** Times a damaged database is built anew before the index gives up. */
const MAX_REBUILDS = 2;
/** Times a query is repeated because files changed under it. */
const MAX_REPEATS = 2;
/** Milliseconds that a pack waits for git at most. */
const GIT_PATIENCE_MS = 5000;

export interface FolderOptions extends WorkOptions, IndexPlace {
  /** How the user left it. */
  readonly mode: IndexMode;
  /** After every change of the status. */
  readonly onChange: () => void;
  /** One line for the log. */
  readonly log: (message: string) => void;
  /** Milliseconds between two attempts while nothing can be written. */
  readonly retryMs?: number;
}

/** `changed`: files whose text was not given to this query, because they changed after they were indexed. */
export type IndexQuery<T> = (graph: NameGraph, counts: TokenCounts, changed: () => ReadonlySet<string>) => T;

export class FolderIndex {
  readonly root: string;
  readonly #options: FolderOptions;
  #settings: WorkSettings;
  #work: FolderWork | undefined;
  #phase: IndexStatus["phase"];
  #failure: Failure | undefined;
  #rebuilds = 0;
  #paused: boolean;
  #closed = false;
  #wake: (() => void) | undefined;
  readonly #conditions = new Conditions();
  readonly #obstacle: ObstacleWatch;
  readonly #loop: Promise<void>;

  constructor(options: FolderOptions, settings: WorkSettings) {
    this.root = options.root;
    this.#options = options;
    this.#settings = settings;
    this.#phase = options.mode === "off" ? "off" : "scanning";
    this.#paused = options.mode === "paused";
    this.#obstacle = new ObstacleWatch(options.directory, () => this.#goOn(), options.retryMs);
    this.#loop = this.#run();
  }

  /** Paths relative to the root that were saved, created or deleted. */
  changed(paths: readonly string[]): void {
    this.#work?.changed(paths);
    this.#obstacle.look();
    this.#stir();
  }

  /** Compares the whole folder with the index again. */
  rescan(): void {
    this.#work?.rescan();
    this.#stir();
  }

  /** Files the user looks at, most recent first: they and what they import are parsed next. */
  hurry(paths: readonly string[]): void {
    this.#take({ ...this.#settings, hurried: paths });
    this.#work?.hurry();
    this.#stir();
  }

  configure(exclude: readonly string[], trusted: boolean): void {
    const before = this.#settings;
    if (exclude.join("\n") === before.exclude.join("\n") && trusted === before.trusted) return;
    this.#take({ ...before, exclude, trusted });
    this.rescan();
  }

  pause(): void {
    if (this.#phase === "off") return;
    this.#paused = true;
    this.#stir();
    this.#tell();
  }

  resume(): void {
    this.#paused = false;
    this.#stir();
    this.#tell();
  }

  /** Throws the index away and builds it again. */
  rebuild(): void {
    this.#obstacle.end();
    try {
      if (this.#work === undefined) discardIndex(this.#options.directory, this.root);
      else this.#drop();
    } catch (error) {
      this.#options.log(`The old index of ${this.root} is not deleted: ${String(error)}`);
    }
    this.#failure = undefined;
    this.#rebuilds = 0;
    this.#paused = false;
    this.#phase = "scanning";
    this.#stir();
    this.#tell();
  }

  /** Deletes the index from the disk, all copies; it stays off until {@link rebuild}. */
  clear(): void {
    this.#obstacle.end();
    this.#phase = "off";
    this.#paused = false;
    this.#failure = undefined;
    try {
      this.#work?.close();
      this.#work = undefined;
      removeIndex(this.#options.directory, this.root);
    } catch (error) {
      this.#options.log(`The index of ${this.root} is not deleted: ${String(error)}`);
    }
    this.#tell();
  }

  /** Writes what is known and stops. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#obstacle.end();
    this.#stir();
    await this.#loop;
    this.#work?.close();
    this.#work = undefined;
    this.#conditions.look();
  }

  /** Resolves when there is nothing left to do, or nothing can be done. */
  async settled(): Promise<void> {
    await this.#conditions.until(() => this.#isResting || this.#phaseNow === "ready");
  }

  /** Resolves when the paths, reported before, have been read again. */
  async caughtUp(paths: readonly string[]): Promise<void> {
    await this.#conditions.until(() => this.#isResting || this.#work?.awaits(paths) === false);
  }

  /** Resolves when files can be found by their identifiers, or those that were known before it was paused. */
  async usable(): Promise<void> {
    await this.#conditions.until(() => {
      if (this.#closed || this.#isOff) return true;
      if (this.#paused) return this.#work !== undefined;
      return this.#phase === "parsing" || this.#phase === "ready";
    });
  }

  /** Resolves when git told when files were last committed, or takes too long. */
  async timesKnown(): Promise<void> {
    await this.#conditions.until(() => this.#isResting || this.isDated, GIT_PATIENCE_MS);
  }

  /** False while git may still change the order of a pack. */
  get isDated(): boolean {
    return this.#work?.awaitsTimes === false;
  }

  get status(): IndexStatus {
    return {
      root: this.root,
      phase: this.#paused && !this.#isOff ? "paused" : this.#phaseNow,
      ...this.#counts(),
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    };
  }

  /**
   * Runs a query on one state of the index; undefined while there is none. When a file was found changed while it
   * was read, it is indexed and the query runs once more, so that nothing outdated is shown; `changed` names those
   * for which that was not possible. When the query finds the database damaged, it runs on a new one.
   */
  async read<T>(query: IndexQuery<T>): Promise<T | undefined> {
    for (let attempt = 1; ; attempt++) {
      const opened = this.#work;
      if (opened === undefined) return undefined;
      let answer: T;
      try {
        answer = query(opened.graph(), opened.counts, () => opened.view.stale);
      } catch (error) {
        if (!isDamage(error) && (!isUnwritable(error) || attempt > MAX_REPEATS)) throw error;
        this.#broken(error);
        await this.usable();
        continue;
      }
      const stale = opened.view.takeStale();
      if (stale.length === 0) return answer;
      this.changed(stale);
      if (attempt > MAX_REPEATS || this.#isResting) return answer;
      await this.caughtUp(stale);
    }
  }

  #counts(): IndexCounts {
    try {
      return this.#work?.status.read(this.#phaseNow) ?? StatusReader.empty;
    } catch (error) {
      this.#broken(error);
      return StatusReader.empty;
    }
  }

  /** Not ready from the moment a change was reported, even if nothing was done about it yet. */
  get #phaseNow(): IndexStatus["phase"] {
    return this.#phase === "ready" && this.#work?.isIdle !== true ? "parsing" : this.#phase;
  }

  get #isOff(): boolean {
    return this.#phase === "off" || this.#phase === "failed";
  }

  get #isResting(): boolean {
    return this.#closed || this.#paused || this.#isOff;
  }

  #take(settings: WorkSettings): void {
    this.#settings = settings;
    if (this.#work !== undefined) this.#work.settings = settings;
  }

  async #run(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    while (!this.#closed) {
      try {
        if (!this.#stepsFor(STEP_MS)) await this.#sleep();
      } catch (error) {
        this.#broken(error);
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    try {
      this.#work?.commit();
    } catch {
      // The file is damaged; the next start builds it anew.
    }
  }

  /** False when there is nothing to do until somebody stirs. */
  #stepsFor(milliseconds: number): boolean {
    const until = performance.now() + milliseconds;
    while (!this.#closed && performance.now() < until) if (!this.#step()) return false;
    return true;
  }

  #step(): boolean {
    if (this.#closed) return false;
    if (this.#isOff) return false;
    this.#work ??= this.#open();
    if (this.#paused) this.#work.commit();
    const more = !this.#paused && this.#work.step();
    this.#tell();
    return more;
  }

  #open(): FolderWork {
    return new FolderWork(this.root, this.#options, this.#settings, {
      phase: (phase) => this.#setPhase(phase),
      stir: () => this.#stir(),
    });
  }

  /** Forgets the database and deletes its file; copies of other processes stay. Throws when the system keeps it. */
  #drop(): void {
    const work = this.#work;
    this.#work = undefined;
    if (work === undefined) return;
    work.close();
    removeDatabase(work.path);
  }

  /** Nothing is written until the obstacle is gone. What was not written is forgotten, and found again then. */
  #waitFor(failure: Failure): void {
    try {
      this.#work?.close();
      if (this.#work !== undefined) this.#work = this.#open();
    } catch (error) {
      this.#work = undefined;
      this.#options.log(`The index of ${this.root} cannot be read now: ${String(error)}`);
    }
    this.#failure = failure;
    this.#options.log(failure.message);
    this.#obstacle.begin();
    this.#setPhase("failed");
  }

  #goOn(): void {
    this.#failure = undefined;
    this.#setPhase("scanning");
    this.#stir();
  }

  #broken(error: unknown): void {
    const obstacle = obstacleOf(error, this.#options);
    if (obstacle !== undefined) return this.#waitFor(obstacle);
    const message = error instanceof Error ? error.message : String(error);
    const opened = this.#work !== undefined;
    try {
      this.#drop();
    } catch {
      // Windows keeps a file that a scanner has open: the next opening finds the damage again.
    }
    const again = opened && this.#rebuilds++ < MAX_REBUILDS;
    this.#options.log(brokenLine(error, this.root, again));
    if (again) return this.#goOn();
    this.#failure = brokenFailure(message, this.#options);
    this.#setPhase("failed");
  }

  #setPhase(phase: IndexStatus["phase"]): void {
    if (this.#phase === phase) return;
    this.#phase = phase;
    this.#tell();
  }

  #tell(): void {
    this.#options.onChange();
    this.#conditions.look();
  }

  async #sleep(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
  }

  #stir(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
