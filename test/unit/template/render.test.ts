import { describe, expect, it } from "vitest";
import { renderChat } from "../../../src/sidecar/template/render.ts";
import type { Segment } from "../../../src/sidecar/template/segment.ts";
import { handWrittenPrompts } from "./conversations.ts";
import { googleRenders } from "./jinja-reference.ts";

const joined = (segments: readonly Segment[]): string => segments.map((segment) => segment.text).join("");

describe("renderChat is Google's template, byte for byte", () => {
  const prompts = handWrittenPrompts();

  it("over at least 60 hand-written conversations", () => {
    expect(prompts.length).toBeGreaterThanOrEqual(60);
  });

  for (const emptyThought of [true, false]) {
    describe(`with emptyThought ${emptyThought}`, () => {
      it.each(prompts)("%s", (_name, prompt) => {
        expect(joined(renderChat(prompt, { emptyThought }))).toBe(googleRenders(prompt, emptyThought));
      });
    });
  }
});
