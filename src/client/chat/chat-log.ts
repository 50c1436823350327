/**
 * Conversations on disk: one append-only file of JSON lines each, written through to the disk before a write
 * counts as done. A line torn by a crash is skipped when reading, and the next write starts on a new line.
 */
import { mkdir, open, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ChatChange, ChatEntry } from "../../protocol/chat-entries.ts";
import { replay } from "./replay.ts";

export interface ConversationSummary {
  readonly id: string;
  readonly title: string;
  /** Last change, ms since 1970. */
  readonly at: number;
}

const ID = /^[0-9A-Za-z-]{1,80}$/;
const SUFFIX = ".jsonl";

export class ChatLog {
  readonly #directory: string;
  #queue: Promise<void> = Promise.resolve();
  #problem: string | undefined;
  readonly #known = new Set<string>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Why the last write failed, or undefined when conversations are being saved. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Resolves when the change is on the disk, or could not be written ({@link problem}). Keeps the order. */
  append(conversation: string, change: ChatChange): Promise<void> {
    this.#queue = this.#queue.then(async () => {
      try {
        await this.#write(conversation, change);
        this.#problem = undefined;
      } catch (thrown) {
        const cause = thrown instanceof Error ? thrown.message : String(thrown);
        this.#problem = `This conversation is not being saved in ${this.#directory}: ${cause}.`;
      }
    });
    return this.#queue;
  }

  /** Resolves when every change so far has been written or refused. */
  settled(): Promise<void> {
    return this.#queue;
  }

  /** Empty when there is no such conversation. */
  async read(conversation: string): Promise<readonly ChatEntry[]> {
    if (!ID.test(conversation)) return [];
    try {
      return replay(await readFile(this.#path(conversation), "utf8"));
    } catch {
      return [];
    }
  }

  /** Newest first; conversations in which nothing was said are left out. */
  async list(limit: number): Promise<readonly ConversationSummary[]> {
    const names = await readdir(this.#directory).catch(() => []);
    const ids = names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
    const dated = await Promise.all(
      ids.filter((id) => ID.test(id)).map(async (id) => ({ id, at: (await stat(this.#path(id))).mtimeMs })),
    );
    const newest = dated.sort((a, b) => b.at - a.at).slice(0, limit);
    const titled = await Promise.all(
      newest.map(async ({ id, at }) => ({ id, at, title: conversationTitle(await this.read(id)) })),
    );
    return titled.filter((summary): summary is ConversationSummary => summary.title !== undefined);
  }

  async #write(conversation: string, change: ChatChange): Promise<void> {
    if (!ID.test(conversation)) throw new Error(`${conversation} is no name of a conversation`);
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const file = await open(this.#path(conversation), "a+", 0o600);
    try {
      const lead = this.#known.has(conversation) ? "" : await leadingBreak(file);
      await file.appendFile(`${lead}${JSON.stringify(change)}\n`);
      await file.datasync();
      this.#known.add(conversation);
    } finally {
      await file.close();
    }
  }

  #path(conversation: string): string {
    return join(this.#directory, conversation + SUFFIX);
  }
}

/** A line break when the file ends in a torn line. */
async function leadingBreak(file: Awaited<ReturnType<typeof open>>): Promise<string> {
  const { size } = await file.stat();
  if (size === 0) return "";
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last.toString() === "\n" ? "" : "\n";
}

const TITLE_LENGTH = 80;

/** The first question or failure, in one line; undefined when there is none. */
export function conversationTitle(entries: readonly ChatEntry[]): string | undefined {
  for (const entry of entries) {
    if (entry.kind === "question") return oneLine(entry.text);
    if (entry.kind === "failure") return oneLine(`${entry.failure.error}: ${entry.failure.message}`);
  }
  return undefined;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > TITLE_LENGTH ? `${line.slice(0, TITLE_LENGTH - 1)}…` : line;
}

/** A new name: sorts by time, unique without asking anyone. */
export function newConversationId(now: number, random: string): string {
  return `${new Date(now).toISOString().replaceAll(/[:.]/g, "-")}-${random}`;
}
