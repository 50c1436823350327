import { describe, expect, it } from "vitest";
import { NameGraph } from "../../../../src/server/context/rank/name-graph.ts";
import { rankForQuestion } from "../../../../src/server/context/rank/question.ts";
import { readQuestion } from "../../../../src/server/context/rank/question-words.ts";
import { handMadeView, SHOP } from "./hand-made.ts";

function paths(text: string, mentions: string[] = []): string[] {
  return rankForQuestion(new NameGraph(handMadeView(SHOP)), { text, mentions }).map(({ file }) => file.path);
}

describe("ranking for a question", () => {
  it.each([
    ["How is the price lowered for loyal customers?", "src/discount.ts"],
    ["What does `addItem` do?", "src/cart.ts"],
    ["Where is rain forecast?", "src/weather.ts"],
    ["Is there something wrong in item.ts?", "src/item.ts"],
  ])("%s", (question, answer) => {
    expect(paths(question)[0]).toBe(answer);
  });

  it("prefers the code to its tests unless tests are asked for", () => {
    const asked = "loyalty discount";
    const code = paths(asked);
    expect(code.indexOf("src/discount.ts")).toBeLessThan(code.indexOf("test/discount.test.ts"));
    expect(paths(`Which tests cover the ${asked}?`)[0]).toBe("test/discount.test.ts");
  });

  it("takes what the tests of a file say for evidence of the file", () => {
    const files = {
      "src/alpha.ts": { text: "export function alpha(cart: Cart): void {\n}\n" },
      "src/beta.ts": { text: "export function beta(cart: Cart): void {\n}\n" },
      "test/beta.test.ts": {
        text: '// The cart keeps its items when the shop closes.\nit("keeps items of the cart");\n',
      },
    };
    const ranked = rankForQuestion(new NameGraph(handMadeView(files)), {
      text: "Which code keeps the items of a cart when the shop closes?",
    });
    const code = ranked.filter(({ file }) => file.path.startsWith("src/"));
    expect(code.map(({ file }) => file.path)).toEqual(["src/beta.ts", "src/alpha.ts"]);
    expect(code[0]?.reason).toContain("its tests match the question");
  });

  it("prefers what was written to what was generated", () => {
    const text = "// Lowers the price for loyal customers.\nexport function lower(): void {\n}\n";
    const files = { "src/price_generated.ts": { text }, "src/price_list.ts": { text } };
    const [best] = rankForQuestion(new NameGraph(handMadeView(files)), { text: "loyal customers price" });
    expect(best?.file.path).toBe("src/price_list.ts");
  });

  it("puts files the user named first and says so", () => {
    const view = handMadeView(SHOP);
    const ranked = rankForQuestion(new NameGraph(view), {
      text: "loyalty discount",
      mentions: ["src/weather.ts"],
    });
    expect(ranked[0]?.file.path).toBe("src/weather.ts");
    expect(ranked[0]?.reason).toBe("named in the question");
    for (const { reason } of ranked) expect(reason).not.toBe("");
  });

  it("points to the definition that matches", () => {
    const [best] = rankForQuestion(new NameGraph(handMadeView(SHOP)), {
      text: "lower price, loyal customer",
    });
    expect(best?.definitions[0]?.definition.name).toBe("loyaltyDiscount");
  });

  it("finds nothing for words that occur nowhere", () => {
    expect(paths("zeppelin")).toEqual([]);
  });
});

describe("reading a question", () => {
  it("tells words, identifiers and paths apart", () => {
    const question = readQuestion("Why does `tokenBudget` in core/pack.ts ignore max_size and flush()?");
    expect(question.identifiers).toEqual(["tokenBudget", "max_size", "flush"]);
    expect(question.paths).toEqual(["core/pack.ts"]);
    expect(question.words).toContain("ignore");
    expect(question.words).not.toContain("why");
  });

  it("keeps stop words when there is nothing else", () => {
    expect(readQuestion("how does it work").words.length).toBeGreaterThan(0);
  });
});
