/**
 * The index as the rest of the server uses it: which folders there are, which files changed, what is packed for
 * whom. Everything heavy happens in the index worker; here are only messages.
 */
import type { IndexOptions, IndexStatus, PackParams, PackResult } from "../../protocol/context.ts";
import { FailureError } from "../../protocol/failure.ts";
import { raceAbort } from "../abort.ts";
import type { Engine, Tokenizer } from "../engine/engine.ts";
import { disabledFailure, disabledStatus } from "./disabled.ts";
import { findInFolders, foldersWith, type IndexedFolder, type InFolder, indexedFolders } from "./folders.ts";
import { defaultIndexDirectory, removeIndex } from "./index/location.ts";
import { readSource } from "./index/read-source.ts";
import { Cancelling } from "./index/remote-count.ts";
import { estimateTokens } from "./index/token-counts.ts";
import type { Cursor, FolderSettings, PackedContext, SizedPack } from "./index/worker-protocol.ts";
import { IndexClient } from "./index-client.ts";
import type { ShownPart } from "./pack/shown.ts";
import { sized } from "./pack-size.ts";
import { VisibleFiles } from "./visible-files.ts";

/** Tokens of an answer where nobody chats. */
const CHAT_TOKENS = 8192;
const NEVER = new AbortController().signal;
/** Changes told at once. */
const MANY_CHANGES = 400;
/** Files of one folder indexed at most. */
const MAX_FILES = 200_000;

/** What may change while the server runs. */
type WorkspaceOptions = Pick<IndexOptions, "exclude" | "excludeIn" | "trusted">;

export interface ContextServiceOptions {
  readonly engine: Engine;
  /** Directory of the bundles. */
  readonly bundles: string;
  readonly options: IndexOptions;
  /** Default true; see {@link ContextService.enable}. */
  readonly enabled?: boolean;
  readonly parsers: number;
  /** Tokens of one answer of the chat at most, as set. */
  readonly chatMaxTokens?: () => number;
  /** Text of an open document and where `position` is in it. */
  readonly openText: (uri: string) => string | undefined;
  readonly onStatus: (folders: readonly IndexStatus[]) => void;
  readonly log: (message: string) => void;
}

export class ContextService {
  readonly #options: ContextServiceOptions;
  readonly #client: IndexClient;
  readonly #visible: VisibleFiles;
  readonly #directory: string;
  #workspace: WorkspaceOptions;
  #enabled: boolean;
  /** Also while none of them is indexed. */
  #folders: readonly IndexedFolder[] = [];
  /** URIs of documents, most recently shown first. */
  #recent: readonly string[] = [];

  constructor(options: ContextServiceOptions) {
    this.#options = options;
    this.#workspace = options.options;
    this.#enabled = options.enabled ?? true;
    this.#directory = options.options.directory ?? defaultIndexDirectory();
    this.#visible = new VisibleFiles({
      folders: () => this.#folders,
      exclude: (folder) => settingsOf(this.#workspace, folder).exclude,
      now: () => performance.now(),
    });
    this.#client = new IndexClient({
      workerFile: `${options.bundles}/index.worker.js`,
      setup: {
        parseWorker: `${options.bundles}/parse.worker.js`,
        grammarsDir: `${options.bundles}/grammars`,
        directory: this.#directory,
        maxFiles: MAX_FILES,
        parsers: options.parsers,
      },
      count: (texts) => this.#count(texts),
      onStatus: (folders) => {
        if (this.#enabled) options.onStatus(this.#withUris(folders));
      },
      log: options.log,
      mode: options.options.mode ?? "on",
      now: () => performance.now(),
    });
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  /** Those that are indexed. */
  get folders(): readonly IndexedFolder[] {
    return this.#enabled ? this.#folders : [];
  }

  /** Those that are open. */
  get openFolders(): readonly IndexedFolder[] {
    return this.#folders;
  }

  /** Documents in folders, most recently shown first. */
  get recent(): readonly string[] {
    return this.#recent;
  }

  setFolders(uris: readonly string[]): void {
    const next = indexedFolders(uris);
    const roots = new Set(next.map((folder) => folder.root));
    const before = new Set(this.#folders.map((folder) => folder.root));
    for (const root of before) if (!roots.has(root)) this.#client.close(root);
    this.#folders = next;
    for (const folder of next) if (!before.has(folder.root)) this.#open(folder);
    this.#tellDisabled();
  }

  /** Off: no folder is looked through, and no index is open; what is on the disk stays there. */
  enable(enabled: boolean): void {
    if (enabled === this.#enabled) return;
    this.#enabled = enabled;
    for (const folder of this.#folders) {
      if (enabled) this.#open(folder);
      else this.#client.close(folder.root);
    }
    this.#tellDisabled();
  }

  configure(options: IndexOptions): void {
    this.#workspace = { ...this.#workspace, ...options };
    for (const folder of this.folders) {
      this.#client.configure(folder.root, settingsOf(this.#workspace, folder));
    }
  }

  /** Saved here or by another program, created, renamed or deleted. */
  changed(uris: readonly string[]): void {
    const byRoot = new Map<string, string[]>();
    // Following a link takes some microseconds; after so many changes the index looks through the folder itself.
    const follow = uris.length > MANY_CHANGES ? (path: string): string => path : undefined;
    for (const { folder, path } of uris.flatMap((uri) => foldersWith(this.folders, uri, follow))) {
      if (path === "") continue;
      const paths = byRoot.get(folder.root) ?? [];
      byRoot.set(folder.root, paths);
      paths.push(path);
    }
    for (const [root, paths] of byRoot) this.#client.changed(root, paths);
  }

  /** The user looks at a document. */
  shown(uri: string): void {
    this.#recent = [uri, ...this.#recent.filter((other) => other !== uri)].slice(0, 64);
    for (const { folder } of foldersWith(this.folders, uri)) {
      this.#client.hurry(folder.root, this.#openIn(folder));
    }
  }

  closed(uri: string): void {
    this.#recent = this.#recent.filter((other) => other !== uri);
  }

  find(uri: string): InFolder | undefined {
    return findInFolders(this.folders, uri);
  }

  /** The path of a file whose code may stand in the prompt for another one; none for ignored and secret files. */
  visiblePath(uri: string): string | undefined {
    return this.#visible.pathOf(uri);
  }

  async status(): Promise<IndexStatus[]> {
    return this.#enabled ? this.#withUris(await this.#client.status()) : this.#disabled;
  }

  /** The status, once every folder is up to date with all that was reported, or cannot be. */
  async settled(): Promise<IndexStatus[]> {
    return this.#enabled ? this.#withUris(await this.#client.settled()) : this.#disabled;
  }

  /** Throws FailureError while the index is switched off, unless it is to be deleted. */
  control(action: "pause" | "resume" | "rebuild" | "clear"): void {
    if (this.#enabled) this.#client.control(action);
    else if (action === "clear") for (const { root } of this.#folders) removeIndex(this.#directory, root);
    else throw disabledFailure();
  }

  /** `gemwright/pack`: without the sections, which only this process uses. */
  async pack(params: PackParams, signal: AbortSignal): Promise<PackResult> {
    const folder = this.#folderOf(params.root);
    const { engine, chatMaxTokens = () => CHAT_TOKENS } = this.#options;
    const { view } = engine;
    const counts = (await raceAbort(this.#checkedTokenizer(), signal)) !== undefined;
    const wanted = await sized(params, {
      model: view.kind === "ready" ? view.model : undefined,
      maxTokens: chatMaxTokens(),
      count: async (texts) => (counts ? this.#count(texts) : [...estimateTokens(texts)]),
      folder,
      folders: this.#folders,
    });
    const { sections: _sections, outdated: _outdated, ...result } = await this.packed(wanted, [], signal);
    return wanted.window === undefined ? result : { ...result, window: wanted.window };
  }

  /** Packs the folder of `params.root`. Throws FailureError. */
  async packed(
    params: SizedPack,
    shown: readonly ShownPart[] = [],
    signal: AbortSignal = NEVER,
  ): Promise<PackedContext> {
    const folder = this.#folderOf(params.root);
    const model = await raceAbort(this.#checkedTokenizer(), signal);
    const mentions = (params.mentions ?? []).flatMap((uri) => this.#pathIn(folder, uri));
    const open = (params.open ?? this.#recent).flatMap((uri) => this.#pathIn(folder, uri));
    const cancelling = new Cancelling();
    const cancel = (): void => cancelling.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    const packing = this.#client.pack(folder.root, {
      params,
      cancelled: cancelling.cell,
      shown,
      model,
      mentions,
      open,
      cursor: params.at === undefined ? undefined : this.#cursor(folder, params.at),
    });
    return await raceAbort(packing, signal).finally(() => signal.removeEventListener("abort", cancel));
  }

  /** Definitions elsewhere that matter at a cursor; empty when the document is in no folder. */
  async around(uri: string, text: string, offset: number, maxChars: number): Promise<string> {
    const found = this.find(uri);
    if (found === undefined) return "";
    const cursor = { path: found.path, text, offset };
    return await this.#client.around(found.folder.root, { cursor, maxChars });
  }

  async dispose(): Promise<void> {
    await this.#client.dispose();
  }

  /** Of the loaded model, else that of the chosen one from its vocabulary alone: no pack loads weights. */
  #tokenizer(): Tokenizer | undefined {
    const { engine } = this.#options;
    const { view } = engine;
    if (view.kind !== "ready") return engine.tokenizer;
    return { name: view.model.path, count: (texts) => engine.countTokens(texts) };
  }

  /** Names the tokenizer; undefined when nothing can count. */
  async #checkedTokenizer(): Promise<string | undefined> {
    const tokenizer = this.#tokenizer();
    try {
      // Here, not in the middle of a pack, while the index stands still.
      await tokenizer?.count([""]);
      return tokenizer?.name;
    } catch (error) {
      this.#options.log(`Tokens are estimated, as the vocabulary cannot be read: ${String(error)}`);
      return undefined;
    }
  }

  async #count(texts: readonly string[]): Promise<number[]> {
    return (await this.#tokenizer()?.count(texts)) ?? [...estimateTokens(texts)];
  }

  #folderOf(uri: string): IndexedFolder {
    if (!this.#enabled) throw disabledFailure();
    const folder = this.#folders.find((candidate) => candidate.uri === uri) ?? this.find(uri)?.folder;
    if (folder !== undefined) return folder;
    throw new FailureError({
      code: "index.noFolder",
      message: `${uri} is not one of the ${this.#folders.length} folders that are open and indexed.`,
      nextStep: "Open the folder in the editor, or pass the URI of an open one.",
    });
  }

  #pathIn(folder: IndexedFolder, uri: string): string[] {
    const found = findInFolders([folder], uri);
    return found === undefined || found.path === "" ? [] : [found.path];
  }

  #open(folder: IndexedFolder): void {
    if (!this.#enabled) return;
    this.#client.open(folder.root, settingsOf(this.#workspace, folder));
    const shown = this.#openIn(folder);
    if (shown.length > 0) this.#client.hurry(folder.root, shown);
  }

  #tellDisabled(): void {
    if (!this.#enabled) this.#options.onStatus(this.#disabled);
  }

  get #disabled(): IndexStatus[] {
    return disabledStatus(this.#folders);
  }

  #openIn(folder: IndexedFolder): string[] {
    return this.#recent.flatMap((uri) => this.#pathIn(folder, uri));
  }

  #cursor(folder: IndexedFolder, at: NonNullable<PackParams["at"]>): Cursor | undefined {
    const [path] = this.#pathIn(folder, at.uri);
    const text = this.#options.openText(at.uri) ?? (path === undefined ? undefined : readText(folder, path));
    if (path === undefined || text === undefined) {
      throw new FailureError({
        code: "index.noDocument",
        message: `${at.uri} cannot be read, so there is no cursor to pack for.`,
        nextStep: "Pass a file inside the folder that exists or is open in the editor.",
      });
    }
    return { path, text, offset: offsetAt(text, at.line, at.character) };
  }

  #withUris(folders: readonly IndexStatus[]): IndexStatus[] {
    return folders.map((status) => {
      const folder = this.#folders.find(({ root }) => root === status.root);
      return folder === undefined ? status : { ...status, root: folder.uri };
    });
  }
}

function settingsOf(
  { exclude = [], excludeIn = {}, trusted = false }: WorkspaceOptions,
  { uri }: IndexedFolder,
): FolderSettings {
  return { exclude: excludeIn[uri] ?? exclude, trusted };
}

/** Text of a file on disk that nobody has open; undefined for what the index would not read either. */
function readText(folder: IndexedFolder, path: string): string | undefined {
  const source = readSource(folder.root, { path, bytes: 0, modifiedMs: 0 });
  return source.kind === "text" ? source.file.text : undefined;
}

/** UTF-16 offset of a 0-based place, as far as the text reaches. */
function offsetAt(text: string, line: number, character: number): number {
  let start = 0;
  for (let at = 0; at < line; at++) {
    const next = text.indexOf("\n", start);
    if (next === -1) return text.length;
    start = next + 1;
  }
  const end = text.indexOf("\n", start);
  return Math.min(start + character, end === -1 ? text.length : end);
}
