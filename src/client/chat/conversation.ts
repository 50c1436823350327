/** The open conversation: its entries in memory, every change on its way to the page and to the disk. */
import { applyChange, type ChatChange, type ChatEntry } from "../../protocol/chat-entries.ts";
import { AppendBuffer } from "./append-buffer.ts";
import type { ChatLog } from "./chat-log.ts";

/** A partial answer reaches the disk at least this often, ms. */
const SAVE_EVERY_MS = 1000;
/** While somebody types in an editor the page waits, but is seen to go on; else it waits not at all. Milliseconds. */
const PAGE_YIELDS = { everyMs: 33, mostMs: 600 };

export interface ConversationPorts {
  readonly log: ChatLog;
  /** Shows a change on the page. */
  readonly show: (change: ChatChange) => void;
  /** True while showing more of an answer would be in somebody's way. */
  readonly yields: () => boolean;
}

export class Conversation {
  readonly id: string;
  #entries: readonly ChatEntry[];
  readonly #toPage: AppendBuffer;
  readonly #toDisk: AppendBuffer;
  readonly #log: ChatLog;

  constructor(id: string, entries: readonly ChatEntry[], { log, show, yields }: ConversationPorts) {
    this.id = id;
    this.#entries = entries;
    this.#log = log;
    this.#toPage = new AppendBuffer(0, show, { ...PAGE_YIELDS, yields });
    this.#toDisk = new AppendBuffer(SAVE_EVERY_MS, (change) => {
      void log.append(id, change);
    });
  }

  get entries(): readonly ChatEntry[] {
    return this.#entries;
  }

  entry(id: string): ChatEntry | undefined {
    return this.#entries.find((entry) => entry.id === id);
  }

  change(change: ChatChange): void {
    this.#entries = applyChange(this.#entries, change);
    this.#toPage.push(change);
    if (!isTransient(change)) this.#toDisk.push(change);
  }

  /** Resolves when everything so far is on the disk, or the log says why it is not. */
  saved(): Promise<void> {
    this.#toDisk.flush();
    return this.#log.settled();
  }

  /** The page gets a snapshot next: what waits for it is part of that. */
  skipToPage(): void {
    this.#toPage.clear();
  }
}

/** Progress is worth showing, not saving. */
function isTransient(change: ChatChange): boolean {
  return change.kind === "update" && Object.keys(change.fields).every((field) => field === "progress");
}
