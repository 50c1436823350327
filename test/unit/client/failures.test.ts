import { describe, expect, it } from "vitest";
import { fenceFor, whyText } from "../../../src/client/completion/why-text.ts";
import { createRestartPolicy } from "../../../src/client/restart-policy.ts";
import { findFailure } from "../../../src/client/traceback/candidates.ts";
import { OutputTail } from "../../../src/client/traceback/output-tail.ts";
import { FailureError } from "../../../src/protocol/failure.ts";
import type { TracebackFailure } from "../../../src/protocol/traceback.ts";

const PARSED: TracebackFailure = {
  language: "python",
  error: "E",
  message: "",
  frames: [],
  causes: [],
  text: "",
};
const TERMINAL = {
  origin: "terminal",
  text: "boom",
  command: "make",
  exitCode: 2,
  cwd: "file:///w",
} as const;

describe("the failure that is meant", () => {
  const looked = (found: string) => {
    const seen: (readonly [string, string | undefined])[] = [];
    return {
      seen,
      parse: async (text: string, cwd?: string) => {
        seen.push([text, cwd]);
        return text === found ? PARSED : null;
      },
    };
  };

  it("is the last failed command when it holds one", async () => {
    const { seen, parse } = looked("boom");
    const places = { terminal: TERMINAL, selection: "sel", clipboard: async () => "clip" };
    const found = await findFailure(places, parse);
    expect(found.candidate).toBe(TERMINAL);
    expect(seen).toEqual([["boom", "file:///w"]]);
  });

  it("is else in the selection, else in the clipboard", async () => {
    const selection = looked("sel");
    const places = { terminal: TERMINAL, selection: "sel", clipboard: async () => "clip" };
    expect((await findFailure(places, selection.parse)).candidate.origin).toBe("selection");
    const clipboard = looked("clip");
    expect((await findFailure({ ...places, selection: " " }, clipboard.parse)).candidate.origin).toBe(
      "clipboard",
    );
    expect(clipboard.seen.map(([text]) => text)).toEqual(["boom", "clip"]);
  });

  it("is nowhere: then it says what was looked at and what to do", async () => {
    const { parse } = looked("nothing");
    const failing = findFailure({ terminal: TERMINAL, selection: "", clipboard: async () => "clip" }, parse);
    const failure = await failing.then(
      () => undefined,
      (thrown: unknown) => (thrown instanceof FailureError ? thrown.failure : undefined),
    );
    expect(failure?.message).toContain("“make” holds no traceback");
    expect(failure?.message).toContain("nothing is selected");
    expect(failure?.message).toContain("clipboard holds none");
    expect(failure?.nextStep).toContain("integrated terminal");
  });
});

describe("OutputTail", () => {
  it("keeps the end and no more than its limit", () => {
    const tail = new OutputTail(100);
    for (let index = 0; index < 1000; index++) tail.push(`line ${index}\n`);
    const text = tail.toString();
    expect(text).toHaveLength(100);
    expect(text.endsWith("line 999\n")).toBe(true);
  });
});

describe("restarts", () => {
  it("wait longer each time and end with the fifth crash in five minutes", () => {
    const policy = createRestartPolicy();
    expect([0, 1, 2, 3, 4].map((now) => policy.onCrash(now))).toEqual([250, 1000, 4000, 15_000, undefined]);
    policy.reset();
    expect(policy.onCrash(5)).toBe(250);
  });

  it("forget old crashes", () => {
    const policy = createRestartPolicy();
    policy.onCrash(0);
    expect(policy.onCrash(5 * 60_000)).toBe(250);
  });
});

describe("why did nothing appear", () => {
  it("shows prompt and answer exactly, whatever fences they hold", () => {
    const prompt = "a\n```ts\nb\n````\nc";
    const text = whyText({
      id: "1",
      uri: "file:///w/a%20b.ts",
      line: 0,
      character: 3,
      outcome: "empty",
      detail: "The model had nothing to add.",
      totalMs: 12.4,
      prompt,
      raw: "",
    });
    expect(text).toContain("# Nothing appeared");
    expect(text).toContain("file:///w/a b.ts, line 1, column 4");
    expect(text).toContain(`\`\`\`\`\`text\n${prompt}\n\`\`\`\`\``);
    expect(text).toContain("before any rule cut it\n\n(empty)");
    expect(fenceFor("plain")).toBe("```");
  });

  it("says what to do before the first request", () => {
    expect(whyText(null)).toContain("No completion request yet");
  });
});
