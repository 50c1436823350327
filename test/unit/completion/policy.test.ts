/** What is held back although it is good: refused a moment ago, or too unsure. */
import { describe, expect, test } from "vitest";
import type { Learned } from "../../../src/protocol/lsp.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../src/protocol/settings.ts";
import { SuggestionPolicy } from "../../../src/server/completion/judge/policy.ts";
import type { CompletionRequest } from "../../../src/server/completion/request.ts";
import { FakeClock } from "../engine/fake-clock.ts";
import { FakeEngine } from "../server/fake-engine.ts";
import { marked } from "./marked.ts";

interface Ask {
  readonly confidence?: number;
  /** Entry of the suggestion list that ends at `|`. */
  readonly selectedText?: string;
  readonly invoked?: boolean;
  readonly outcome?: "shown" | "empty";
}

/** A place, what the model would say there, and whether it is seen. */
class Screen {
  readonly clock = new FakeClock();
  readonly learned: Learned[] = [];
  readonly policy: SuggestionPolicy;
  private asked = 0;

  constructor(settings: Partial<Settings["completion"]> = {}) {
    this.policy = new SuggestionPolicy({
      engine: FakeEngine.saying(),
      settings: () => ({ ...DEFAULT_SETTINGS.completion, ...settings }),
      now: () => this.clock.now(),
      onLearned: (learned) => this.learned.push(learned),
    });
  }

  get id(): string {
    return String(this.asked);
  }

  /** The outcome of a request at `|` that the model answers with `text`. */
  ask(
    markedText: string,
    text: string,
    { confidence, invoked = false, selectedText = "", outcome = "shown" }: Ask = {},
  ): string {
    this.clock.advance(1000);
    this.asked++;
    const request: CompletionRequest = {
      id: this.id,
      uri: "file:///a.ts",
      path: "a.ts",
      languageId: "typescript",
      selectedText,
      ...marked(markedText),
    };
    this.policy.asked(request, invoked);
    const answer = { outcome, detail: "", ...(outcome === "shown" && { text }) };
    const completed = confidence === undefined ? answer : { ...answer, confidence };
    return this.policy.judge(completed, request, invoked).outcome;
  }
}

describe("a dismissed suggestion", () => {
  test("is not shown again at its place", () => {
    const screen = new Screen();
    expect(screen.ask("a = |", "foo(1);")).toBe("shown");
    screen.policy.dismissed(screen.id);
    expect(screen.ask("a = |", "foo(1);")).toBe("justRefused");
    expect(screen.ask("a = |", "foo(1);\nmore();")).toBe("justRefused");
  });

  test("nor when a letter was typed and deleted, or is typed along", () => {
    const screen = new Screen();
    screen.ask("a = |", "foo(1);");
    screen.policy.dismissed(screen.id);
    expect(screen.ask("a = x|", "yz;")).toBe("shown");
    expect(screen.ask("a = |", "foo(1);")).toBe("justRefused");
    expect(screen.ask("a = fo|", "o(1);")).toBe("justRefused");
  });

  test("comes back once most of it was typed", () => {
    const screen = new Screen();
    screen.ask("a = |", "formatTotal(1);");
    screen.policy.dismissed(screen.id);
    expect(screen.ask("a = formatTot|", "al(1);")).toBe("shown");
  });

  test("another text may be shown there", () => {
    const screen = new Screen();
    screen.ask("a = |", "foo(1);");
    screen.policy.dismissed(screen.id);
    expect(screen.ask("a = |", "bar(2);")).toBe("shown");
  });

  test("comes back when the code around it changes", () => {
    const screen = new Screen();
    screen.ask("let b;\na = |", "foo(1);");
    screen.policy.dismissed(screen.id);
    expect(screen.ask("let c;\na = |", "foo(1);")).toBe("shown");
  });

  test("comes back by key, and then by itself too", () => {
    const screen = new Screen();
    screen.ask("a = |", "foo(1);");
    screen.policy.dismissed(screen.id);
    expect(screen.ask("a = |", "foo(1);", { invoked: true })).toBe("shown");
    expect(screen.ask("a = |", "foo(1);")).toBe("shown");
  });

  test("an unknown id dismisses nothing", () => {
    const screen = new Screen();
    screen.ask("a = |", "foo(1);");
    screen.policy.dismissed("another");
    expect(screen.ask("a = |", "foo(1);")).toBe("shown");
  });
});

describe("typing against a suggestion", () => {
  test("once is a slip: deleting it brings the suggestion back", () => {
    const screen = new Screen();
    screen.ask("a = |", "foo(1);");
    screen.ask("a = x|", "yz;");
    expect(screen.ask("a = |", "foo(1);")).toBe("shown");
  });

  test("twice at one place is a refusal", () => {
    const screen = new Screen();
    for (let time = 0; time < 2; time++) {
      expect(screen.ask("a = |", "foo(1);")).toBe("shown");
      screen.ask("a = x|", "yz;");
    }
    expect(screen.ask("a = |", "foo(1);")).toBe("justRefused");
  });

  test("typing along and jumping elsewhere are none", () => {
    const screen = new Screen();
    for (let time = 0; time < 3; time++) {
      expect(screen.ask("a = |", "foo(1);")).toBe("shown");
      expect(screen.ask("a = f|", "oo(1);")).toBe("shown");
      expect(screen.ask("|a = f", "let ")).toBe("shown");
    }
  });
});

describe("what is neither typed nor refused", () => {
  test("looking through the suggestion list says nothing about the ghost text", () => {
    const screen = new Screen();
    for (let time = 0; time < 3; time++) {
      expect(screen.ask("a = f|", "oo(1);", { confidence: 0.5 })).toBe("shown");
      expect(screen.ask("a = function|", "function () {}", { selectedText: "function" })).toBe("shown");
    }
    expect(screen.learned).toEqual([]);
  });

  test("an entry that hides the ghost text: what is typed then is not typed against it", () => {
    const screen = new Screen();
    for (let time = 0; time < 3; time++) {
      expect(screen.ask("a = f|", "oo(1);", { confidence: 0.15 })).toBe("shown");
      screen.ask("a = function|", "", { selectedText: "function", outcome: "empty" });
      screen.ask("a = fx|", "y;", { confidence: 0.9 });
    }
    expect(screen.learned).toEqual([]);
  });

  test("an entry that the ghost text goes on from leaves it on the screen", () => {
    const screen = new Screen();
    screen.ask("a = f|", "oo(1);", { confidence: 0.15 });
    screen.ask("a = foo|", "", { selectedText: "foo", outcome: "empty" });
    screen.ask("a = fx|", "y;", { confidence: 0.9 });
    expect(screen.learned.at(-1)?.confidenceLimits).toEqual({ "typescript practice": 0.11 });
  });
});

describe("confidence", () => {
  test("below the limit a suggestion is hidden, unless asked for by key", () => {
    const screen = new Screen();
    expect(screen.ask("a = |", "foo;", { confidence: 0.05 })).toBe("lowConfidence");
    expect(screen.ask("a = |", "foo;", { confidence: 0.05, invoked: true })).toBe("shown");
    expect(screen.ask("a = |", "foo;", { confidence: 0.11 })).toBe("shown");
    expect(screen.ask("a = |", "foo;")).toBe("shown");
  });

  test("a number is a fixed limit, off is none", () => {
    const fixed = new Screen({ confidence: 0.5 });
    expect(fixed.ask("a = |", "foo;", { confidence: 0.4 })).toBe("lowConfidence");
    fixed.ask("a = |", "foo;", { confidence: 0.55 });
    fixed.policy.dismissed(fixed.id);
    expect(fixed.learned).toEqual([]);
    const off = new Screen({ confidence: "off" });
    expect(off.ask("a = |", "foo;", { confidence: 0.0001 })).toBe("shown");
  });

  test("adapts to what is dismissed and accepted", () => {
    const screen = new Screen();
    const key = "typescript practice";
    screen.ask("a = |", "foo;", { confidence: 0.15 });
    screen.policy.dismissed(screen.id);
    expect(screen.learned.at(-1)?.confidenceLimits[key]).toBe(0.11);
    screen.ask("b = |", "foo;", { confidence: 0.15 });
    screen.policy.accepted(screen.id);
    expect(screen.learned.at(-1)?.confidenceLimits[key]).toBe(0.08);
    screen.policy.accepted(screen.id);
    expect(screen.learned).toHaveLength(2);
  });

  test("counts what was typed through, or accepted by words, to the end of its line", () => {
    const screen = new Screen();
    screen.ask("a = |", "foo;\nbar;", { confidence: 0.15 });
    screen.ask("a = f|", "oo;\nbar;", { confidence: 0.15 });
    screen.ask("a = foo|", ";\nbar;", { confidence: 0.15 });
    expect(screen.learned).toEqual([]);
    screen.ask("a = foo;|", "\nbar;", { confidence: 0.15 });
    expect(screen.learned.at(-1)?.confidenceLimits).toEqual({ "typescript practice": 0.07 });
  });

  test("a suggestion that was typed along and then against was read all that time", () => {
    const screen = new Screen();
    screen.ask("a = |", "foo;", { confidence: 0.15 });
    screen.clock.advance(-900);
    screen.ask("a = f|", "oo;", { confidence: 0.15 });
    screen.clock.advance(-300);
    screen.ask("a = fx|", "y;", { confidence: 0.9 });
    expect(screen.learned).toHaveLength(1);
  });

  test("what was typed against unread says nothing", () => {
    const screen = new Screen();
    screen.ask("a = |", "foo;", { confidence: 0.15 });
    screen.clock.advance(-900);
    screen.ask("a = x|", "y;", { confidence: 0.9 });
    expect(screen.learned).toEqual([]);
    screen.ask("b = |", "foo;", { confidence: 0.15 });
    screen.ask("b = x|", "y;", { confidence: 0.9 });
    expect(screen.learned).toHaveLength(1);
  });
});
