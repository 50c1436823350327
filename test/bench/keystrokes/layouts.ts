/**
 * Prompt layouts side by side: Gemwright's, with the code that the product runs, and three peers emulated from
 * their public source. A peer's layout keeps what decides about reuse: the order, the windows and what moves.
 */
import type { Prompt } from "../../../src/protocol/engine.ts";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";
import { windowBudget } from "../../../src/server/completion/prompt/window.ts";
import {
  type ChosenWindow,
  chooseWindow,
  WindowMemory,
} from "../../../src/server/completion/prompt/window-choice.ts";
import type { CompletionRequest } from "../../../src/server/completion/request.ts";
import { renderChat } from "../../../src/sidecar/template/render.ts";
import type { Segment } from "../../../src/sidecar/template/segment.ts";
import { Random } from "../../fixtures/gguf/random.ts";
import type { State } from "./typing.ts";

/** A keystroke of an edit, and who knows the code of other files then. */
export interface Keystroke extends Pick<State, "path" | "languageId" | "text" | "offset"> {
  readonly elsewhere: (request: CompletionRequest) => string;
}

export interface Layout {
  readonly name: string;
  /** The last word before the cursor is taken back and chosen anew. */
  readonly heals: boolean;
  /** The prompt at this keystroke. */
  prompt(at: Keystroke): readonly Segment[];
  /** The prompt that is prepared while the user rests there, if any. */
  idle(at: Keystroke): readonly Segment[] | undefined;
}

export const COMPLETION_TOKENS = 8192;

const BUDGET = windowBudget(COMPLETION_TOKENS, DEFAULT_SETTINGS.completion.maxTokens);

export function gemwright(): Layout {
  const memory = new WindowMemory();
  const variant = { emptyThought: true };
  // Without FIM support every prompt is one for a chat model.
  const render = (prompt: Prompt) => (prompt.kind === "chat" ? renderChat(prompt, variant) : []);
  const choose = ({ elsewhere, ...at }: Keystroke): ChosenWindow => {
    const plain = { id: "", uri: at.path, selectedText: "", ...at };
    const request = { ...plain, crossFileContext: elsewhere(plain) };
    return chooseWindow(request, BUDGET, memory);
  };
  return {
    name: "gemwright",
    heals: true,
    prompt(at) {
      const { asked } = choose(at);
      memory.note(asked.prompt);
      return render(asked.prompt);
    },
    idle(at) {
      const { asked, later } = choose(at);
      const prompt = later ?? asked.prompt;
      if (memory.cost(prompt) === 0) return undefined;
      memory.note(prompt);
      return render(prompt);
    },
  };
}

/** Prefix of 256 lines, suffix of 64, prefix first; the suffix is evaluated again with every character. */
export function llamaVscode(): Layout {
  return plain("llama.vscode", ({ text, offset }) => {
    const before = text.slice(0, offset).split("\n").slice(-257).join("\n");
    const after = text.slice(offset).split("\n").slice(0, 65).join("\n");
    return `<PRE>${before}<SUF>${after}<MID>`;
  });
}

/** 1,024 tokens, of which 30 % are the prefix; snippets in random order before them. */
export function continueLike(): Layout {
  const random = new Random(7);
  return plain("Continue", ({ text, offset }) => {
    const snippets = Array.from({ length: 8 }, (_unused, index) =>
      text.slice(index * 200, index * 200 + 200),
    );
    const shuffled = snippets.toSorted(() => (random.next() % 2 === 0 ? -1 : 1));
    const before = text.slice(Math.max(0, offset - 1000), offset);
    return `${shuffled.join("\n")}<PRE>${before}<SUF>${text.slice(offset, offset + 700)}<MID>`;
  });
}

/** 7,692 tokens: other code first, then 35 % prefix and 15 % suffix; both slide with the cursor. */
export function copilotLike(): Layout {
  return plain("Copilot", ({ text, offset }) => {
    const stable = text.slice(0, 6000);
    const before = text.slice(Math.max(0, offset - 8000), offset);
    return `${stable}\n<PRE>${before}<SUF>${text.slice(offset, offset + 3500)}<MID>`;
  });
}

function plain(name: string, write: (at: Keystroke) => string): Layout {
  return { name, heals: false, prompt: (at) => [{ kind: "text", text: write(at) }], idle: () => undefined };
}
