/** What a chat sends of the repository: exactly the pack, and again what earlier questions were shown. */
import { beforeEach, describe, expect, test } from "vitest";
import type { ChatTurn } from "../../../src/protocol/lsp.ts";
import { attachmentBudget, fitAttachments } from "../../../src/server/chat/budget.ts";
import { conversation } from "../../../src/server/chat/prompt.ts";
import { answerPack } from "../../../src/server/context/answers.ts";
import { type PackingContext, repositorySource } from "../../../src/server/context/chat-source.ts";
import type { PackedContext } from "../../../src/server/context/index/worker-protocol.ts";
import { sized } from "../../../src/server/context/pack-size.ts";
import { NameGraph } from "../../../src/server/context/rank/name-graph.ts";
import { MODEL } from "../server/fake-engine.ts";
import { type HandMadeFile, handMadeView } from "./rank/hand-made.ts";

const count = (texts: readonly string[]): number[] => texts.map((text) => Math.ceil(text.length / 4));

const SUBJECTS = ["refund", "invoice", "parcel", "customer", "voucher", "ledger", "warehouse", "courier"];

/** Files about different things, each of a few hundred tokens, in the order of their commits. */
function shop(): Record<string, HandMadeFile> {
  const files: Record<string, HandMadeFile> = {};
  for (const [at, subject] of SUBJECTS.entries()) {
    for (let part = 0; part < 6; part++) {
      const lines = Array.from({ length: 30 }, (_, line) => `  step${line}("${subject} ${part}");`);
      const name = `${subject}Part${part}`;
      const text = `/** Works on the ${subject}. */\nexport function ${name}() {\n${lines.join("\n")}\n}\n`;
      files[`src/${subject}/part${part}.ts`] = { text, committedMs: 1 + at * 10 + part };
    }
  }
  files["notes/minutes.txt"] = { text: "We met and talked.\n".repeat(2000), committedMs: 1 };
  return files;
}

let files: Record<string, HandMadeFile>;
let packs: PackedContext[];
const context: PackingContext = {
  folders: [{ uri: "file:///shop", root: "/shop", path: "/shop" }],
  async packed(params, shown) {
    const graph = new NameGraph(handMadeView(files));
    const order = { params, shown, model: "m", cursor: undefined, mentions: [], open: [] };
    const packed = answerPack(graph, order, count);
    packs.push(packed);
    return packed;
  },
};

class Conversation {
  readonly #source = repositorySource(context);
  readonly #window: number;
  readonly turns: ChatTurn[] = [];

  constructor(window: number) {
    this.#window = window;
  }

  /** The prompt of one more question, as one text. */
  async ask(content: string): Promise<string> {
    this.turns.push({ role: "user", content });
    let used = 0;
    const freeAt = this.turns.map((turn) => this.#window - (used += turn.content.length / 4));
    const budgetTokens = freeAt.at(-1) ?? 0;
    const question = { turns: [...this.turns], attachments: [], budgetTokens, freeAt };
    const parts = await this.#source.gather(question, new AbortController().signal);
    const fit = { budget: budgetTokens, lastTurn: this.turns.length - 1 };
    const fitted = await fitAttachments(parts, fit, async (texts) => count(texts));
    const cut = fitted.sources.filter(({ label }) => label.includes("the context window is full"));
    if (cut.length > 0) throw new Error(`Did not fit: ${JSON.stringify(cut)}`);
    const messages = conversation(this.turns, fitted.blocks);
    this.turns.push({ role: "assistant", content: "Here is what I found." });
    return messages.map(({ role, content: text }) => `<${role}>${text}`).join("\n");
  }
}

function shared(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

beforeEach(() => {
  files = shop();
  packs = [];
});

describe("the repository in a chat", () => {
  test.each(["Where is the refund made?", "@repo Where is the refund made?"])(
    "sends the pack as it is shown for %j: the map first, then every part",
    async (question) => {
      const prompt = await new Conversation(8000).ask(question);
      const [pack] = packs;
      expect(pack?.text).toMatch(/^# Repository map\n/);
      expect(pack?.text).toContain("src/refund/part0.ts");
      expect(prompt).toContain(`<user>${pack?.text}${question}`);
    },
  );

  test.each(["Where is the refund made?", "@repo Where is the refund made? See @src/refund/part2.ts"])(
    "asks the index as a pack without a size does for %j",
    async (query) => {
      const [folder] = context.folders;
      if (folder === undefined) throw new Error("No folder.");
      const window = { contextTokens: 16_000, maxTokens: 2000 };
      const asked: unknown[] = [];
      const packed: PackingContext["packed"] = (params, ...rest) => {
        asked.push(params);
        return context.packed(params, ...rest);
      };
      const words = async (texts: readonly string[]) => count(texts);
      const turns = [{ role: "user" as const, content: query }];
      const { budget, freeAt } = await attachmentBudget(turns, window, words);
      const question = { turns, attachments: [], budgetTokens: budget, freeAt };
      await repositorySource({ ...context, packed }).gather(question, new AbortController().signal);
      const model = { ...MODEL, contextTokens: window.contextTokens };
      const parts = { model, maxTokens: window.maxTokens, count: words, folder, folders: [folder] };
      const { window: shown, ...params } = await sized({ root: folder.uri, query }, parts);
      expect(shown).toEqual({ tokens: 16_000, loaded: true });
      expect(asked).toEqual([params]);
    },
  );

  test("names the files that stand in the map alone", async () => {
    const prompt = await new Conversation(8000).ask("@repo Where is the refund made?");
    const paths = packs[0]?.files.filter(({ level }) => level === "path").map(({ path }) => path) ?? [];
    expect(paths).toEqual(["notes/minutes.txt"]);
    expect(prompt).toContain("notes/ minutes.txt\n");
  });

  test("begins a conversation about the whole repository the same way for any question", async () => {
    const one = await new Conversation(8000).ask("@repo Where is the refund made?");
    const two = await new Conversation(8000).ask("@repo How does the courier find the warehouse?");
    expect(shared(one, two) / one.length).toBeGreaterThan(0.75);
    expect(one.slice(shared(one, two))).toMatch(/step7\("refund \d"\)/);
    expect(two.slice(shared(one, two))).toMatch(/step7\("(?:courier|warehouse) \d"\)/);
  });

  test.each(["@repo ", ""])("a follow-up after %jgoes on behind what was sent", async (mention) => {
    const conversationOf = new Conversation(12_000);
    const first = await conversationOf.ask(`${mention}Where is the refund made?`);
    const second = await conversationOf.ask("And who writes the ledger?");
    expect(shared(first, second)).toBe(first.length);
    expect(second).toMatch(/step7\("ledger \d"\)/);
    const third = await conversationOf.ask("Tell me more about the refund.");
    expect(shared(second, third)).toBe(second.length);
    expect(third.slice(second.length)).not.toContain('step7("refund 0")');
  });

  test("a file that changed is shown anew, and its old text is taken out", async () => {
    const conversationOf = new Conversation(12_000);
    const first = await conversationOf.ask("Where is the refund made?");
    expect(first).toContain('step7("refund 0")');
    const old = files["src/refund/part0.ts"];
    const text = old?.text.replaceAll("step7", "changed7") ?? "";
    files["src/refund/part0.ts"] = { ...old, text };
    const second = await conversationOf.ask("And who pays for the refund?");
    expect(second).not.toContain('step7("refund 0")');
    expect(second).toContain('changed7("refund 0")');
  });

  test("begins anew when earlier code leaves no room", async () => {
    const conversationOf = new Conversation(10_000);
    for (const subject of [...SUBJECTS, ...SUBJECTS]) {
      const prompt = await conversationOf.ask(`Where is the ${subject} worked on, in all its parts?`);
      expect(prompt.length / 4).toBeLessThan(10_500);
      expect(prompt).toMatch(new RegExp(`step7\\("${subject} \\d"\\)`));
    }
  });
});
