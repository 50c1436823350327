import { describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { EngineView } from "../../../src/protocol/lsp.ts";
import { DEFAULT_SETTINGS } from "../../../src/protocol/settings.ts";
import { gate, languageEnabled } from "../../../src/server/completion/gate/gate.ts";
import { completionPrompt, readablePrompt } from "../../../src/server/completion/prompt/prompt.ts";
import { completionRequest } from "../../../src/server/completion/request.ts";
import { traceLine } from "../../../src/server/completion/trace.ts";
import { MODEL, USAGE } from "../server/fake-engine.ts";
import { windowOf } from "./marked.ts";

describe("prompt", () => {
  test("what follows goes into the user turn, what precedes begins the model's turn", () => {
    const { prompt } = completionPrompt(windowOf("const a = 1;\nfoo(|)\nbar();\n"), "src/a.ts", "typescript");
    expect(prompt.thinking).toBe(false);
    expect(prompt.answerPrefix).toBe("```typescript\nconst a = 1;\nfoo(");
    expect(prompt.messages.map((message) => message.role)).toEqual(["system", "user"]);
    expect(prompt.messages[1]?.content).toBe(
      "File: src/a.ts\nLanguage: typescript\nCode after the cursor:\n```typescript\nbar();\n```",
    );
  });

  test("code further away stands before the code around the cursor", () => {
    const lines = (name: string, count: number): string =>
      Array.from({ length: count }, (_unused, index) => `${name}${index}();\n`).join("");
    const { prompt } = completionPrompt(
      windowOf(`${lines("up", 12)}x = |\n${lines("down", 12)}`),
      "a.ts",
      "typescript",
    );
    const block = (text: string): string => `\`\`\`typescript\n${text}\`\`\``;
    const { content } = prompt.messages[1] ?? { content: "" };
    expect(content).toBe(
      [
        "File: a.ts",
        "Language: typescript",
        "Code further down:",
        block("down8();\ndown9();\ndown10();\ndown11();\n"),
        "Code further up:",
        block("up0();\nup1();\nup2();\nup3();\n"),
        "Code after the cursor:",
        block(lines("down", 8)),
      ].join("\n"),
    );
    expect(prompt.answerPrefix).toBe(`\`\`\`typescript\n${lines("up", 12).slice(lines("up", 4).length)}x = `);
  });

  test("a bracket that the editor closes by itself does not change the prompt before the prefix", () => {
    const open = completionPrompt(windowOf("foo|\nbar();\n"), "a.ts", "typescript").prompt;
    const closed = completionPrompt(windowOf("foo(|)\nbar();\n"), "a.ts", "typescript").prompt;
    expect(closed.messages).toEqual(open.messages);
    expect(closed.answerPrefix).toBe(`${open.answerPrefix ?? ""}(`);
  });

  test("code in the rest of the line is shown", () => {
    const { prompt } = completionPrompt(windowOf("a = | + b;\n"), "a.ts", "typescript");
    expect(prompt.messages[1]?.content).toContain("```typescript\n + b;\n```");
  });

  test("code that holds fences gets a longer one", () => {
    const { prompt, fence } = completionPrompt(windowOf("````\n|\n"), "a.md", "markdown");
    expect(fence).toBe("`````");
    expect(prompt.answerPrefix?.startsWith("`````markdown\n````\n")).toBe(true);
  });

  test("hidden characters are shown as escapes", () => {
    const { prompt } = completionPrompt(
      windowOf("a = 1 // \u202Ex|\n\u{E0041}\n"),
      "a\u200B.ts",
      "typescript",
    );
    expect(JSON.stringify(prompt)).not.toMatch(/[\u200B\u202E]|\u{E0041}/u);
    expect(prompt.answerPrefix).toContain("\\u{202E}x");
  });

  test("the log shows every part", () => {
    const { prompt } = completionPrompt(windowOf("a = |"), "a.py", "python");
    expect(readablePrompt(prompt)).toContain("[model, begun]\n```python\na = ");
    expect(readablePrompt(prompt)).toContain("Nothing follows the cursor.");
  });
});

const PRIVATE_KEY = ["-----BEGIN RSA", `PRIVATE KEY-----\n${"MIIE".repeat(30)}\n`].join(" ");

describe("gate", () => {
  const ready: EngineView = { kind: "ready", model: MODEL, busy: false };
  const settings = DEFAULT_SETTINGS.completion;
  const document = { languageId: "typescript", text: "const a = 1;\n", path: "src/a.ts" };
  const onBattery = () => false;
  const failure = { code: "x", message: "It broke.", nextStep: "Mend it." };

  test.each<[string, Partial<Parameters<typeof gate>[0]>, string | undefined]>([
    ["all is well", {}, undefined],
    ["switched off", { settings: { ...settings, enabled: false } }, "disabled"],
    ["unknown document", { document: undefined }, "unknownDocument"],
    ["plain text", { document: { ...document, languageId: "plaintext" } }, "languageOff"],
    ["huge file", { document: { ...document, text: "x\n".repeat(1_000_001) } }, "fileTooLarge"],
    ["excluded", { settings: { ...settings, exclude: ["/src/"] } }, "excluded"],
    ["excluded, asked by key", { settings: { ...settings, exclude: ["*.ts"] }, invoked: true }, "excluded"],
    ["excluded but not this one", { settings: { ...settings, exclude: ["*.ts", "!a.ts"] } }, undefined],
    ["outside the pattern", { settings: { ...settings, exclude: ["/test/"] } }, undefined],
    ["a secret", { document: { ...document, path: ".env.local" } }, "secretFile"],
    ["a secret, asked by key", { document: { ...document, path: "a/.npmrc" }, invoked: true }, "secretFile"],
    ["a key pasted into code", { document: { ...document, text: PRIVATE_KEY } }, "secretFile"],
    [
      "a secret that is allowed",
      { document: { ...document, path: ".env" }, settings: { ...settings, inSecretFiles: true } },
      undefined,
    ],
    ["an example of a secret", { document: { ...document, path: ".env.example" } }, undefined],
    ["a lock file", { document: { ...document, path: "package-lock.json" } }, "generatedFile"],
    [
      "generated code",
      { document: { ...document, text: "// Code generated by x. DO NOT EDIT.\n" } },
      "generatedFile",
    ],
    ["a lock file, asked by key", { document: { ...document, path: "go.sum" }, invoked: true }, undefined],
    [
      "generated code that is allowed",
      { document: { ...document, path: "a.min.js" }, settings: { ...settings, inGeneratedFiles: true } },
      undefined,
    ],
    ["on battery", { settings: { ...settings, onBattery: false }, onBattery: () => true }, "onBattery"],
    [
      "on battery, asked by key",
      { settings: { ...settings, onBattery: false }, onBattery: () => true, invoked: true },
      undefined,
    ],
    ["plugged in", { settings: { ...settings, onBattery: false } }, undefined],
    [
      "on battery, which does not matter",
      {
        onBattery: () => {
          throw new Error("asked in vain");
        },
      },
      undefined,
    ],
    ["no model", { engine: { kind: "noModel" } }, "noModel"],
    ["stopped", { engine: { kind: "stopped" } }, "modelLoading"],
    ["stopped, asked by key", { engine: { kind: "stopped" }, invoked: true }, undefined],
    ["loading", { engine: { kind: "loading", path: "/m", fraction: 0.5 } }, "modelLoading"],
    ["failed", { engine: { kind: "failed", failure }, invoked: true }, "engineFailed"],
    ["restarting", { engine: { kind: "restarting", inMs: 1000, failure } }, "engineFailed"],
  ])("%s", (_name, input, outcome) => {
    const refusal = gate({ settings, engine: ready, document, invoked: false, onBattery, ...input });
    expect(refusal?.outcome).toBe(outcome);
    expect(refusal?.detail ?? "Nothing to say.").toMatch(/\w.*\./);
  });

  test("only a stopped engine is woken", () => {
    const input = { settings, document, invoked: false, onBattery };
    expect(gate({ ...input, engine: { kind: "stopped" } })?.wakeEngine).toBe(true);
    expect(gate({ ...input, engine: { kind: "noModel" } })?.wakeEngine).toBe(false);
  });

  test("a language's own switch goes before the star, and the star before on", () => {
    expect(languageEnabled({ "*": false, python: true }, "python")).toBe(true);
    expect(languageEnabled({ "*": false, python: true }, "go")).toBe(false);
    expect(languageEnabled({ python: false }, "python")).toBe(false);
    expect(languageEnabled({}, "go")).toBe(true);
    expect(languageEnabled({ "*": false }, "constructor")).toBe(false);
  });
});

describe("request", () => {
  const document = TextDocument.create("file:///a.ts", "typescript", 1, "console.lo;\n");
  const position = { line: 0, character: 10 };

  test("the chosen entry of the list stands in the text as if it were typed", () => {
    const range = { start: { line: 0, character: 8 }, end: position };
    const request = completionRequest(document, {
      id: "1",
      path: "a.ts",
      position,
      selected: { range, text: "log" },
    });
    expect(request.text).toBe("console.log;\n");
    expect(request.offset).toBe("console.log".length);
    expect(request.selectedText).toBe("log");
  });
});

test("the log line names outcome, place, times and tokens, and holds no code", () => {
  const line = traceLine(
    {
      id: "12345678-aaaa",
      uri: "file:///a.ts",
      line: 4,
      character: 2,
      outcome: "shown",
      detail: "Shown.",
      totalMs: 12.3,
      usage: USAGE,
      prompt: "secretPrompt",
      raw: "secretRaw",
      text: "secret\nText",
    },
    "src/a.ts",
  );
  expect(line).toBe(
    "completion 12345678 shown src/a.ts:5:3 · 12.3 ms · 11 characters in 2 lines · prompt 100 tokens, 90 reused, 5 generated · queue 0 ms, prefill 3 ms, generation 4 ms",
  );
});
