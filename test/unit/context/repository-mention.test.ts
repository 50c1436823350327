/** `@repo` in a question: the window is filled with the whole repository; without it, with what matters. */
import { describe, expect, test } from "vitest";
import { answerPack } from "../../../src/server/context/answers.ts";
import { type PackingContext, repositorySource } from "../../../src/server/context/chat-source.ts";
import type { PackedContext, SizedPack } from "../../../src/server/context/index/worker-protocol.ts";
import { NameGraph } from "../../../src/server/context/rank/name-graph.ts";
import { type HandMadeFile, handMadeView } from "./rank/hand-made.ts";

const SUBJECTS = ["refund", "invoice", "parcel", "customer", "voucher", "ledger", "warehouse", "courier"];
const QUESTION = "Where is the refund made?";

/** 48 files of some 200 tokens, and one that is larger than all of them. */
const FILES: Readonly<Record<string, HandMadeFile>> = {
  ...Object.fromEntries(
    SUBJECTS.flatMap((subject, at) =>
      Array.from({ length: 6 }, (_, part) => {
        const lines = Array.from({ length: 30 }, (__, line) => `  step${line}("${subject} ${part}");`);
        const text = `/** Works on the ${subject}. */\nexport function ${subject}Part${part}() {\n${lines.join("\n")}\n}\n`;
        return [`src/${subject}/part${part}.ts`, { text, committedMs: 1 + at * 10 + part }] as const;
      }),
    ),
  ),
  "notes/minutes.txt": { text: "We met and talked.\n".repeat(9000), committedMs: 1 },
};

/** What the index is asked for a question in a window with `free` tokens, and what it packs. */
async function packFor(content: string, free: number): Promise<{ asked: SizedPack; pack: PackedContext }> {
  const graph = new NameGraph(handMadeView(FILES));
  const packs: { asked: SizedPack; pack: PackedContext }[] = [];
  const context: PackingContext = {
    folders: [{ uri: "file:///shop", root: "/shop", path: "/shop" }],
    packed: async (params, shown) => {
      const order = { params, shown, model: "m", cursor: undefined, mentions: [], open: [] };
      const pack = answerPack(graph, order, (texts) => texts.map((text) => Math.ceil(text.length / 4)));
      packs.push({ asked: params, pack });
      return pack;
    },
  };
  const turns = [{ role: "user" as const, content }];
  const question = { turns, attachments: [], budgetTokens: free, freeAt: [free] };
  await repositorySource(context).gather(question, new AbortController().signal);
  const [first] = packs;
  if (first === undefined || packs.length !== 1) throw new Error(`${packs.length} packs were asked for.`);
  return first;
}

function levelsOf({ files }: PackedContext): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(files, ({ level }) => level)].map(([level, of]) => [level, of.length]),
  );
}

describe("a question with @repo", () => {
  test.each([`@repo ${QUESTION}`, `${QUESTION} (@repository)`, `In @workspace: ${QUESTION}`])(
    "gets every file at some level, with most of the window as its budget: %s",
    async (question) => {
      const packed = await packFor(question, 8000);
      expect(packed.asked).toMatchObject({
        mode: "repository",
        budgetTokens: Math.floor(8000 * 0.85 * 0.95),
      });
      const paths = new Set(packed.pack.files.map(({ path }) => path));
      expect([...paths].toSorted()).toEqual(Object.keys(FILES).toSorted());
      const { full = 0, signatures = 0, path = 0 } = levelsOf(packed.pack);
      expect([full >= 8, signatures > 20, path]).toEqual([true, true, 1]);
      expect(packed.pack.tokens).toBeLessThanOrEqual(packed.asked.budgetTokens);
    },
  );

  test("gets everything in full where that fits, in a window larger than any pack of a part", async () => {
    const { asked, pack } = await packFor(`@repo ${QUESTION}`, 100_000);
    expect(asked.budgetTokens).toBe(Math.floor(100_000 * 0.85 * 0.95));
    expect(levelsOf(pack)).toEqual({ full: Object.keys(FILES).length });
    expect(pack.tokens).toBeGreaterThan(32_768);
    expect(pack.text).toContain("We met and talked.");
  });
});

describe("the same question without it", () => {
  test.each([QUESTION, `Mail me@repo.org: ${QUESTION}`, `${QUESTION} See @src/refund/part2.ts`])(
    "gets what matters for it, in half the window: %s",
    async (question) => {
      const { asked, pack } = await packFor(question, 8000);
      expect(asked).toMatchObject({ mode: "focus", budgetTokens: Math.floor(8000 * 0.5 * 0.95) });
      const full = pack.files.filter(({ level }) => level === "full").map(({ path }) => path);
      expect(full.filter((path) => path.startsWith("src/refund/"))).toHaveLength(6);
      expect(pack.files.length).toBeLessThan(Object.keys(FILES).length);
      expect(pack.tokens).toBeLessThanOrEqual(asked.budgetTokens);
    },
  );

  test("gets no more than 32,768 tokens of the largest window", async () => {
    const { asked } = await packFor(QUESTION, 100_000);
    expect(asked).toMatchObject({ mode: "focus", budgetTokens: Math.floor(32_768 * 0.95) });
  });
});
