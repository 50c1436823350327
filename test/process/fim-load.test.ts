/** Code models as a whole: what loading says of them, what they are refused, and a completion from file to text. */
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Generated } from "../../src/protocol/engine.ts";
import { FailureError } from "../../src/protocol/failure.ts";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import { complete } from "../../src/server/completion/complete.ts";
import { createInference } from "../../src/sidecar/core.ts";
import type { Inference } from "../../src/sidecar/inference.ts";
import { FIM_FAMILIES, type FimFamily } from "../fixtures/fim-families.ts";
import { u32 } from "../fixtures/gguf/metadata.ts";
import { practiceModel } from "../fixtures/models.ts";
import { FakeEngine } from "../unit/server/fake-engine.ts";
import { type FamilyModelOptions, ModelFolder } from "./fim-models.ts";
import { ask, chat, loadParams } from "./inference-core.ts";

const folder = new ModelFolder();
afterAll(() => folder.remove());

let core: Inference;
let log: string[];
beforeEach(async () => {
  log = [];
  core = await createInference({ log: (level, message) => log.push(`${level}: ${message}`) });
});
afterEach(() => core.dispose());

function familyOf(format: string): FimFamily {
  const family = FIM_FAMILIES.find((candidate) => candidate.format === format);
  if (family === undefined) throw new Error(`There is no family ${format}.`);
  return family;
}

async function load(format: string, options: FamilyModelOptions = {}) {
  return await core.load(loadParams(await folder.write(familyOf(format), options), { contextTokens: 0 }));
}

async function failureOf(work: Promise<unknown>): Promise<FailureError> {
  const error = await work.catch((reason: unknown) => reason);
  if (error instanceof FailureError) return error;
  throw new Error(`It did not fail as it should: ${String(error)}`);
}

describe("a code model", () => {
  it("is loaded for completions only, and the log names its format", async () => {
    const model = await load("Qwen Coder");
    expect(model).toMatchObject({
      architecture: "qwen2",
      sizeClass: "other",
      chat: false,
      fim: { format: "Qwen Coder", files: true, suffixFirst: false },
    });
    expect(model.contextTokens).toBe(model.completionTokens);
    expect(log).toContain("info: Qwen2.5 Coder 1.5B Instruct completes code in the format of Qwen Coder.");
  });

  it("cannot chat, and the failure says what to do", async () => {
    await load("Codestral");
    const { failure } = await failureOf(ask(core, chat("Hello")));
    expect(failure.code).toBe("model.no-template");
    expect(failure.message).toContain("it completes code only");
    expect(failure.nextStep).toContain("Gemma 4 GGUF file to chat");
  });

  it("keeps the blank that its answer begins with", async () => {
    for (const [format, last] of [
      ["Codestral", "("],
      ["Qwen Coder", "("],
    ] as const) {
      const blank = format === "Codestral" ? "▁" : "Ġ";
      const { eos } = familyOf(format);
      await load(format, {
        transitions: new Map([
          [last, blank],
          [blank, "ok"],
          ["ok", eos],
        ]),
      });
      const prompt = { kind: "fim", prefix: "x\n", begun: "f(", suffix: ")" } as const;
      const answer = await ask(core, { ...chat(""), lane: "completion", prompt });
      expect([format, answer.text]).toEqual([format, " ok"]);
    }
  });

  it("whose metadata contradicts itself is refused with the cause in the log, and nothing crashes", async () => {
    for (const [key, id, problem] of [
      ["fim_mid_token_id", 1_000_000, "its middle token is 1000000"],
      ["fim_pre_token_id", 2, "are both 2"],
    ] as const) {
      const metadata = new Map([
        ["tokenizer.ggml.fim_pre_token_id", u32(1)],
        ["tokenizer.ggml.fim_suf_token_id", u32(2)],
        ["tokenizer.ggml.fim_mid_token_id", u32(3)],
        [`tokenizer.ggml.${key}`, u32(id)],
      ]);
      const { failure } = await failureOf(load("Qwen Coder", { metadata }));
      expect(failure.code).toBe("gguf.no-use");
      expect(log.join("\n")).toContain(problem);
    }
  });

  it("without FIM tokens is refused", async () => {
    const family = { ...familyOf("Qwen Coder"), specials: ["<|im_start|>", "<|im_end|>"] };
    const { failure } = await failureOf(core.load(loadParams(await folder.write(family))));
    expect(failure.code).toBe("gguf.no-use");
    expect(failure.message).toContain("neither Gemma 4's turn tokens");
  });
});

it("Gemma 4 chats and has no FIM tokens", async () => {
  const model = await core.load(loadParams(await practiceModel()));
  expect(model.chat).toBe(true);
  expect(model.fim).toBeUndefined();
  const prompt = { kind: "fim", prefix: "a", suffix: "b" } as const;
  const { failure } = await failureOf(ask(core, { ...chat(""), lane: "completion", prompt }));
  expect(failure.code).toBe("model.no-fim");
});

it.each(["Qwen Coder", "Code Llama", "Mellum"])(
  "%s completes a file, from cursor to text",
  async (format) => {
    const { last = "(", eos } = familyOf(format);
    const transitions = new Map([
      [last, "ok"],
      ["ok", ";"],
      [";", eos],
    ]);
    const model = await load(format, { transitions });
    const engine = new FakeEngine(async function* (request, signal) {
      const events: Generated[] = [];
      await core.generate({ ...request, id: "1" }, (event) => events.push(event), signal);
      yield* events;
    });
    engine.view = { kind: "ready", model, busy: false };
    const text = "import x\n\nfunction f() {\n  call(\n}\n";
    const completed = await complete(
      { engine, settings: DEFAULT_SETTINGS.completion },
      {
        id: "1",
        uri: "file:///a.ts",
        path: "a.ts",
        languageId: "typescript",
        selectedText: "",
        text,
        offset: text.indexOf("call(") + 5,
        crossFileContext: "lib/\n x.ts\n  function x()\n",
      },
      new AbortController().signal,
    );
    expect(completed).toMatchObject({ outcome: "shown", raw: "ok;", text: "ok;" });
  },
);
