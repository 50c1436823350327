/**
 * The work on one opened index, in steps of at most a few milliseconds: scan, changes, results of the parser,
 * files to parse, and what can wait until those are done. Lives as long as its database.
 */
import { realpathSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { IndexStatus } from "../../../protocol/context.ts";
import type { ParsedFile } from "../parse/types.ts";
import { NameGraph } from "../rank/name-graph.ts";
import { commitTimes } from "./commit-times.ts";
import { ImportLinker } from "./import-linker.ts";
import { openIndex } from "./location.ts";
import { ParseQueue } from "./parse-queue.ts";
import { markOutdated, type ParserTools } from "./parser-tools.ts";
import { readSource } from "./read-source.ts";
import type { TextFile } from "./records.ts";
import { changesRules, isNeverListed } from "./scan/admit.ts";
import { ScopeMemory } from "./scan/ignore-files.ts";
import { SqliteView } from "./sqlite-view.ts";
import { StatusReader } from "./status-reader.ts";
import { IndexStore } from "./store.ts";
import { TokenCounts } from "./token-counts.ts";
import { type ScanStep, scan, type UpdateParts, update } from "./updates.ts";
import { WriteDelay } from "./write-delay.ts";

/**
 * Milliseconds after which an open transaction is written although there is more to do. A crash costs this much
 * work; each write costs a sorted run of postings and a segment of the full-text table.
 */
const COMMIT_MS = 5000;
/** More changed files than this make a new graph cheaper than a mended one. */
const MAX_FORGOTTEN = 300;
/** More changed paths than this are found faster by a scan. */
const MAX_CHANGES = 400;

/** Git writes it at every commit, checkout and rebase. */
const HEAD_LOG = ".git/logs/HEAD";

export interface WorkOptions {
  /** Where the database file is put. */
  readonly directory: string;
  readonly maxFiles: number;
  /** `keepAs`: the path of a file that somebody works on, so that it will be parsed again. */
  readonly parse: (text: string, languageId: string, keepAs: string | undefined) => Promise<ParsedFile>;
  /** Files handed to `parse` at once. */
  readonly capacity: number;
  /** What `parse` works with. */
  readonly tools: ParserTools;
}

/** What may change while the index is open. */
export interface WorkSettings {
  /** `.gitignore` syntax. */
  readonly exclude: readonly string[];
  /** Git may be asked for the times of commits: the user trusts the workspace. */
  readonly trusted: boolean;
  /** Files the user looks at, most recent first. */
  readonly hurried: readonly string[];
}

export interface WorkListener {
  phase(phase: IndexStatus["phase"]): void;
  /** Something came from outside: there may be a step to do again. */
  stir(): void;
}

interface Result {
  readonly path: string;
  readonly text: string;
  readonly hash: string;
  readonly parsed: ParsedFile;
}

export class FolderWork {
  readonly path: string;
  readonly view: SqliteView;
  readonly status: StatusReader;
  readonly counts: TokenCounts;
  settings: WorkSettings;
  readonly #root: string;
  readonly #database: DatabaseSync;
  readonly #store: IndexStore;
  readonly #queue = new ParseQueue();
  readonly #linker: ImportLinker;
  readonly #parts: UpdateParts;
  readonly #options: WorkOptions;
  readonly #listener: WorkListener;
  #scan: Generator<ScanStep, void, void> | undefined;
  #scanWanted = true;
  #isNew = true;
  #changed = new Set<string>();
  #results: Result[] = [];
  #times: ReadonlyMap<string, number> | undefined;
  /** Questions to git that have no answer yet. */
  #asked = 0;
  #inFlight = 0;
  #closed = false;
  #idle = false;
  /** What a scan found is written before anybody is told that the index is ready. */
  #scanned = false;
  readonly #delay: WriteDelay;
  #committedAt = performance.now();
  #graph: NameGraph | undefined;

  /** Opens the database. Throws when the folder or the database cannot be read. */
  constructor(folder: string, options: WorkOptions, settings: WorkSettings, listener: WorkListener) {
    this.#root = realpathSync(folder);
    if (!statSync(this.#root).isDirectory()) throw new Error(`${folder} is not a folder.`);
    this.#options = options;
    this.settings = settings;
    this.#listener = listener;
    const { database, path } = openIndex(options.directory, this.#root);
    this.path = path;
    this.#database = database;
    this.#store = new IndexStore(database);
    this.#linker = new ImportLinker(this.#root, this.#store);
    this.#parts = {
      root: this.#root,
      store: this.#store,
      linker: this.#linker,
      queue: this.#queue,
      scopes: new ScopeMemory(this.#root),
      parseNow: (file) => this.#parse(file, true),
    };
    this.view = new SqliteView(database, this.#root, this.#store.pending);
    this.status = new StatusReader(database, path);
    this.counts = new TokenCounts(database);
    this.#delay = new WriteDelay(() => listener.stir());
    this.#queue.hurry(settings.hurried);
  }

  /** True when queries know all that was reported; the last of it is written a moment later. */
  get isIdle(): boolean {
    return this.#idle;
  }

  /** True while a path that was reported has not been looked at. */
  awaits(paths: readonly string[]): boolean {
    return this.#scanWanted || this.#scan !== undefined || paths.some((path) => this.#changed.has(path));
  }

  /** True while git may still tell when files were last committed. */
  get awaitsTimes(): boolean {
    return (this.#scanWanted && this.settings.trusted) || this.#asked > 0 || this.#times !== undefined;
  }

  changed(paths: readonly string[]): void {
    if (this.settings.trusted && paths.includes(HEAD_LOG)) void this.#askGit();
    // An installation of packages must not look like a checkout.
    const listed = paths.filter((path) => !isNeverListed(path));
    if (listed.length === 0) return;
    this.#idle = false;
    for (const path of listed) this.#changed.add(path);
    if (this.#changed.size > MAX_CHANGES || listed.some(changesRules)) this.rescan();
  }

  rescan(): void {
    this.#changed.clear();
    this.#scanWanted = true;
    this.#idle = false;
  }

  hurry(): void {
    const { hurried } = this.settings;
    this.#queue.hurry([...hurried, ...hurried.flatMap((path) => this.#store.importedBy(path))]);
  }

  /** Does a little; false when there is nothing to do until somebody stirs. */
  step(): boolean {
    if (this.#scanWanted) this.#beginScan();
    if (this.#scan !== undefined) return this.#stepScan(this.#scan);
    if (performance.now() - this.#committedAt > COMMIT_MS) return this.#stepCommit();
    if (this.#work()) {
      this.#delay.stop();
      return true;
    }
    if (this.#inFlight > 0) return false;
    if (this.#scanned || this.#delay.isOver) return this.#stepCommit();
    if (!this.#idle) this.status.changed();
    this.#idle = true;
    this.#listener.phase("ready");
    if (this.#database.isTransaction) this.#delay.rest();
    return false;
  }

  #work(): boolean {
    return (
      this.#stepTimes() || this.#stepChange() || this.#stepResult() || this.#stepParse() || this.#stepLate()
    );
  }

  /** What queries walk over; brought up to date with the view first. */
  graph(): NameGraph {
    // Words count as often as they should only once replaced rows are deleted, which is a part of writing.
    if (this.#idle) this.commit();
    const changed = this.#store.takeChanged();
    if (changed.size > 0) this.view.invalidate();
    if (this.#graph === undefined || changed.size > MAX_FORGOTTEN) this.#graph = new NameGraph(this.view);
    else this.#graph.forget(changed);
    return this.#graph;
  }

  commit(): void {
    this.#committedAt = performance.now();
    this.#scanned = false;
    this.#delay.stop();
    if (!this.#database.isTransaction) return;
    this.#store.commit();
    this.status.changed();
  }

  /** Closes the database; what the parser still answers is dropped. */
  close(): void {
    this.#closed = true;
    this.#delay.close();
    if (this.#database.isOpen) this.#database.close();
  }

  #beginScan(): void {
    this.#scanWanted = false;
    if (this.#isNew) {
      this.#isNew = false;
      this.#store.begin();
      markOutdated(this.#database, this.#options.tools);
    }
    this.#scanned = true;
    this.#scan = scan(this.#parts, { exclude: this.settings.exclude, maxFiles: this.#options.maxFiles });
    this.#listener.phase("scanning");
    if (this.settings.trusted) void this.#askGit();
  }

  #stepScan(running: Generator<ScanStep, void, void>): boolean {
    const next = running.next();
    if (next.done !== true) {
      this.#listener.phase(next.value === "listing" ? "scanning" : "identifiers");
      return true;
    }
    this.#scan = undefined;
    this.status.changed();
    this.#listener.phase("parsing");
    return true;
  }

  #stepTimes(): boolean {
    const times = this.#times;
    if (times === undefined) return false;
    this.#times = undefined;
    this.#queue.setCommitTimes(times);
    this.#store.begin();
    this.#store.setCommitTimes(times);
    this.view.invalidate();
    return true;
  }

  #stepChange(): boolean {
    const next = this.#changed.values().next();
    if (next.done === true) return false;
    const unclear = update(this.#parts, next.value, this.settings.exclude);
    this.#changed.delete(next.value);
    if (unclear) this.rescan();
    this.hurry();
    return true;
  }

  #stepResult(): boolean {
    const result = this.#results.shift();
    if (result === undefined) return false;
    const { path, text, hash, parsed } = result;
    // The file may have changed while it was parsed; then it is in the queue again.
    const known = this.#store.stateOf(path);
    if (known === undefined || known.hash !== hash || known.parsed) return true;
    const { id } = known;
    this.#store.begin();
    this.#linker.fileChanged(path, this.#store.putParsed(id, path, text, parsed));
    if (this.settings.hurried.includes(path)) {
      this.#linker.linkFile(id);
      this.hurry();
    }
    return true;
  }

  #stepParse(): boolean {
    if (this.#inFlight >= this.#options.capacity) return false;
    const path = this.#queue.take();
    if (path === undefined) return false;
    this.#listener.phase("parsing");
    const source = readSource(this.#root, { path, bytes: 0, modifiedMs: 0 });
    if (source.kind === "text" && source.file.hash === this.#store.hashOf(path))
      this.#parse(source.file, this.settings.hurried.includes(path));
    else this.#changed.add(path);
    return true;
  }

  /** Hands a file to the parser; false when that has enough. `edited`: somebody works on it. */
  #parse({ path, text, hash, language }: TextFile, edited: boolean): boolean {
    if (this.#inFlight >= this.#options.capacity) return false;
    this.#inFlight++;
    const done = (parsed: ParsedFile | undefined): void => {
      this.#inFlight--;
      if (this.#closed) return;
      if (parsed !== undefined) this.#results.push({ path, text, hash, parsed });
      this.#listener.stir();
    };
    this.#options.parse(text, language, edited ? path : undefined).then(done, () => done(undefined));
    return true;
  }

  /** Writes in slices: a commit writes all postings that wait, of which there can be a second's worth. */
  #stepCommit(): boolean {
    this.#store.begin();
    if (!this.#store.pending.flushSlice()) this.commit();
    return true;
  }

  /** What can wait until files are parsed. */
  #stepLate(): boolean {
    if (this.#queue.size > 0 || this.#inFlight > 0) return false;
    if (this.#store.postings.pending > 0) {
      this.#store.begin();
      this.#store.postings.flushSlice();
      return true;
    }
    if (!this.#linker.hasWork) return false;
    this.#store.begin();
    this.#linker.slice();
    return true;
  }

  async #askGit(): Promise<void> {
    this.#asked++;
    const times = await commitTimes(this.#root);
    this.#asked--;
    if (this.#closed) return;
    if (times.size > 0) {
      this.#times = times;
      this.#idle = false;
    }
    this.#listener.stir();
  }
}
