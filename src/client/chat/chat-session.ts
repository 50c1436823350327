/**
 * The conversation that is open in this window and the one answer that may be running in it. Knows nothing of
 * the page but the changes it is told. A question is on the disk before it is sent.
 */
import { randomBytes } from "node:crypto";
import type { ChatChange, ChatEntry, FailureEntry } from "../../protocol/chat-entries.ts";
import { emptyAnswer } from "../../protocol/chat-entries.ts";
import { FailureError } from "../../protocol/failure.ts";
import type {
  ChatAttachment,
  ChatEvent,
  ChatParams,
  ChatResult,
  ExplainParams,
  ExplainResult,
} from "../../protocol/lsp.ts";
import { messageOf } from "../log.ts";
import { ConnectionLost } from "../server-port.ts";
import { type AnswerEnd, AnswerStream } from "./answer-stream.ts";
import { type ChatLog, newConversationId } from "./chat-log.ts";
import { Conversation } from "./conversation.ts";
import { attachmentsOf, turnsOf } from "./turns.ts";

/** How a question reaches the server; `signal` is the stop button. */
export interface Asker {
  chat(params: ChatParams, onEvent: (event: ChatEvent) => void, signal: AbortSignal): Promise<ChatResult>;
  explain(
    params: ExplainParams,
    onEvent: (event: ChatEvent) => void,
    signal: AbortSignal,
  ): Promise<ExplainResult>;
}

export interface SessionListener {
  /** Another conversation is open now. */
  onSnapshot(): void;
  onChange(change: ChatChange): void;
  /** One line for the log when an answer ended. */
  onEnd(line: string): void;
}

export interface SessionOptions {
  readonly asker: Asker;
  readonly log: ChatLog;
  readonly listener: SessionListener;
  readonly thinking: () => boolean;
  /** True while somebody types elsewhere: an answer is shown in larger pieces then. */
  readonly yields: () => boolean;
}

export type NewFailure = Omit<FailureEntry, "kind" | "id" | "at" | "question">;

export class ChatSession {
  readonly #options: SessionOptions;
  #conversation: Conversation;
  #running: AbortController | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#conversation = this.#create(newConversationId(Date.now(), random()), []);
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  get busy(): boolean {
    return this.#running !== undefined;
  }

  /** Asks in the open conversation; a running answer is stopped first. Resolves when the answer ended. */
  async ask(text: string, attachments: readonly ChatAttachment[]): Promise<void> {
    this.stop();
    this.#add({ kind: "question", id: random(), at: Date.now(), text, attachments });
    await this.#answer();
  }

  /** Shows the failure at once and explains it. */
  async explain(failure: NewFailure): Promise<void> {
    this.stop();
    this.#add({ kind: "failure", id: random(), at: Date.now(), ...failure });
    await this.#answer();
  }

  /** Asks the last question again; the answer with that id goes away. */
  async retry(answerId: string): Promise<void> {
    const last = this.#conversation.entries.at(-1);
    if (last?.kind !== "answer" || last.id !== answerId || this.busy) return;
    this.#conversation.change({ kind: "remove", id: answerId });
    await this.#answer();
  }

  stop(): void {
    this.#running?.abort();
  }

  /** An empty conversation; the one before stays on the disk. */
  startNew(): void {
    this.#open(this.#create(newConversationId(Date.now(), random()), []));
  }

  /** Opens an earlier conversation. */
  async open(id: string): Promise<void> {
    const entries = await this.#options.log.read(id);
    if (entries.length > 0) this.#open(this.#create(id, entries));
  }

  /** Ends what runs and resolves when all of it is on the disk. */
  async dispose(): Promise<void> {
    this.stop();
    await this.#conversation.saved();
  }

  #create(id: string, entries: readonly ChatEntry[]): Conversation {
    const { log, listener, yields } = this.#options;
    const show = (change: ChatChange): void => listener.onChange(change);
    return new Conversation(id, entries, { log, show, yields });
  }

  #open(conversation: Conversation): void {
    this.stop();
    this.#conversation.skipToPage();
    void this.#conversation.saved();
    this.#conversation = conversation;
    this.#options.listener.onSnapshot();
  }

  #add(entry: ChatEntry): void {
    this.#conversation.change({ kind: "add", entry });
  }

  async #answer(): Promise<void> {
    const conversation = this.#conversation;
    const asked = conversation.entries;
    const id = random();
    const controller = new AbortController();
    this.#running = controller;
    this.#add(emptyAnswer(id, Date.now()));
    await conversation.saved();
    const emit = (change: ChatChange) => this.#emit(conversation, change);
    const stream = new AnswerStream(id, emit, Date.now);
    const started = Date.now();
    try {
      const result = await this.#request(conversation, asked, {
        id,
        onEvent: (event) => {
          // What the user stopped stays as it was, even when tokens were still on their way.
          if (!controller.signal.aborted) stream.onEvent(event);
        },
        signal: controller.signal,
      });
      stream.done(result);
      this.#options.listener.onEnd(endLine(id, result, Date.now() - started));
    } catch (thrown) {
      stream.ended(controller.signal.aborted ? { kind: "stopped" } : endOf(thrown));
      this.#options.listener.onEnd(
        `chat ${id}: ended after ${Date.now() - started} ms: ${controller.signal.aborted ? "stopped by the user" : messageOf(thrown)}`,
      );
    } finally {
      if (this.#running === controller) this.#running = undefined;
      await conversation.saved();
    }
  }

  /** Changes of a conversation that is no longer open still reach the disk. */
  #emit(conversation: Conversation, change: ChatChange): void {
    conversation.change(change);
    if (conversation !== this.#conversation) conversation.skipToPage();
  }

  async #request(
    conversation: Conversation,
    asked: readonly ChatEntry[],
    run: { id: string; onEvent: (event: ChatEvent) => void; signal: AbortSignal },
  ): Promise<ChatResult> {
    const { asker, thinking } = this.#options;
    run.signal.throwIfAborted();
    const last = asked.at(-1);
    if (last?.kind === "failure") {
      const { failure, command, exitCode } = last;
      const params = {
        id: run.id,
        failure,
        ...(command !== undefined && { command }),
        ...(exitCode !== undefined && { exitCode }),
      };
      const result = await asker.explain(params, run.onEvent, run.signal);
      this.#emit(conversation, { kind: "update", id: last.id, fields: { question: result.question } });
      return result;
    }
    const params = {
      id: run.id,
      turns: turnsOf(asked),
      attachments: attachmentsOf(asked),
      thinking: thinking(),
    };
    return await asker.chat(params, run.onEvent, run.signal);
  }
}

function endOf(thrown: unknown): AnswerEnd {
  if (thrown instanceof FailureError) return { kind: "failure", failure: thrown.failure };
  if (thrown instanceof ConnectionLost) return { kind: "lost" };
  return {
    kind: "failure",
    failure: {
      code: "chat.failed",
      message: `The question could not be answered: ${messageOf(thrown)}.`,
      nextStep: "Try again; if it keeps failing, the log holds the details.",
    },
  };
}

function endLine(id: string, { usage, finishReason, contextTokens }: ChatResult, ms: number): string {
  const rate = usage.generationMs > 0 ? (usage.generatedTokens / usage.generationMs) * 1000 : 0;
  return (
    `chat ${id}: ${finishReason} after ${ms} ms; prompt ${usage.promptTokens} tokens (${usage.reusedTokens} reused), ` +
    `queue ${Math.round(usage.queueMs)} ms, prefill ${Math.round(usage.prefillMs)} ms, ` +
    `${usage.generatedTokens} tokens (${usage.thoughtTokens} thought) at ${rate.toFixed(1)} tok/s, window ${contextTokens}`
  );
}

function random(): string {
  return randomBytes(6).toString("hex");
}
