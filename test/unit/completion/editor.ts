/**
 * A text and a cursor as a user sees them: every change asks for a suggestion, and what is on the screen is
 * written down, ghost text in brackets.
 */
import { setImmediate } from "node:timers/promises";
import { DEFAULT_SETTINGS, type Settings } from "../../../src/protocol/settings.ts";
import type { Completed } from "../../../src/server/completion/complete.ts";
import type { CompletionRequest } from "../../../src/server/completion/request.ts";
import { Suggester } from "../../../src/server/completion/suggester.ts";
import { FakeClock } from "../engine/fake-clock.ts";
import type { FakeEngine } from "../server/fake-engine.ts";
import { marked } from "./marked.ts";

export interface EditorOptions {
  readonly languageId?: string;
  readonly settings?: Partial<Settings["completion"]>;
  /** Closes brackets like editors do. */
  readonly autoClose?: boolean;
}

export class Editor {
  readonly states: string[] = [];
  readonly answers: Completed[] = [];
  readonly clock = new FakeClock();
  readonly suggester: Suggester;
  text: string;
  offset: number;
  private ghost = "";
  private asking: AbortController | undefined;
  private readonly options: EditorOptions;

  constructor(engine: FakeEngine, markedText: string, options: EditorOptions = {}) {
    ({ text: this.text, offset: this.offset } = marked(markedText));
    this.options = options;
    const settings = { ...DEFAULT_SETTINGS.completion, ...options.settings };
    this.suggester = new Suggester({ engine, tools: () => ({ settings }), clock: this.clock });
  }

  get last(): Completed | undefined {
    return this.answers.at(-1);
  }

  /** Types character by character, a key every `everyMs`, and sees what appears after each. */
  async type(typed: string, everyMs = 2000): Promise<void> {
    for (const character of typed) {
      this.insert(character);
      const closer =
        this.options.autoClose === true ? { "(": ")", "{": "}", "[": "]" }[character] : undefined;
      if (closer !== undefined) {
        this.text = this.text.slice(0, this.offset) + closer + this.text.slice(this.offset);
      }
      this.clock.advance(everyMs);
      await this.ask();
    }
  }

  async backspace(times = 1): Promise<void> {
    for (let time = 0; time < times; time++) {
      this.text = this.text.slice(0, this.offset - 1) + this.text.slice(this.offset);
      this.offset--;
      this.clock.advance(2000);
      await this.ask();
    }
  }

  /** Accepts the ghost text up to the end of `part`, or all of it. */
  async accept(part = this.ghost): Promise<void> {
    const end = this.ghost.indexOf(part) + part.length;
    this.insert(this.ghost.slice(0, end));
    await this.ask();
  }

  /** Puts an earlier text back, as undo does. */
  async undoTo(markedText: string): Promise<void> {
    ({ text: this.text, offset: this.offset } = marked(markedText));
    await this.ask();
  }

  /** Lets ghost text stand for a while. */
  async rest(ms = 1000): Promise<void> {
    this.clock.advance(ms);
    await settled();
  }

  async ask(invoked = false): Promise<void> {
    const request = this.currentRequest();
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    if (!invoked) this.suggester.keystroke();
    const pending = this.answer(request, invoked, asking.signal);
    await settled();
    this.clock.advance(500);
    const answer = await pending;
    this.answers.push(answer);
    if (asking.signal.aborted) return;
    this.ghost = answer.text ?? "";
    if (answer.text !== undefined) this.suggester.shown(request, answer.text);
    this.states.push(this.screen);
  }

  get screen(): string {
    const ghost = this.ghost === "" ? "" : `[${this.ghost}]`;
    return this.text.slice(0, this.offset) + ghost + this.text.slice(this.offset);
  }

  private answer(request: CompletionRequest, invoked: boolean, signal: AbortSignal): Promise<Completed> {
    const recalled = this.suggester.recall(request);
    return recalled === undefined
      ? this.suggester.suggest(request, invoked, signal)
      : Promise.resolve(recalled);
  }

  currentRequest(): CompletionRequest {
    const { languageId = "typescript" } = this.options;
    const { text, offset } = this;
    const id = `request ${this.answers.length}`;
    return { id, uri: "file:///a", path: "a", languageId, text, offset, selectedText: "" };
  }

  private insert(inserted: string): void {
    this.text = this.text.slice(0, this.offset) + inserted + this.text.slice(this.offset);
    this.offset += inserted.length;
  }
}

/** Everything that does not wait for time has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}
