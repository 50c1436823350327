import { expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { scopeRefusal } from "../../../src/server/completion/gate/scope-gate.ts";
import { completionRequest } from "../../../src/server/completion/request.ts";
import type { SyntaxCheck } from "../../../src/server/completion/syntax/check.ts";

const document = TextDocument.create("file:///a.ts", "typescript", 1, "x");
const request = completionRequest(document, { id: "1", path: "a.ts", position: { line: 0, character: 1 } });

/** Only the place of the cursor is asked for; each look is counted. */
function standing(scope: Awaited<ReturnType<SyntaxCheck["scope"]>>): {
  syntax: SyntaxCheck;
  looks: () => number;
} {
  let looks = 0;
  const syntax: SyntaxCheck = {
    prepare: () => undefined,
    scope: () => {
      looks += 1;
      return Promise.resolve(scope);
    },
    firstGood: () => Promise.resolve({ kind: "unknown", why: "noGrammar" }),
    dispose: () => undefined,
  };
  return { syntax, looks: () => looks };
}

test.each([
  ["comment", { inComments: false, inStrings: true }, "inComment"],
  ["string", { inComments: true, inStrings: false }, "inString"],
  ["string", { inComments: false, inStrings: true }, undefined],
  ["comment", { inComments: true, inStrings: false }, undefined],
  ["code", { inComments: false, inStrings: false }, undefined],
  [undefined, { inComments: false, inStrings: false }, undefined],
] as const)("the cursor in %s with %j gives %s", async (scope, settings, outcome) => {
  expect((await scopeRefusal(request, settings, standing(scope).syntax))?.outcome).toBe(outcome);
});

test("costs no look at the syntax while both are on", async () => {
  const { syntax, looks } = standing("comment");
  expect(await scopeRefusal(request, { inComments: true, inStrings: true }, syntax)).toBeUndefined();
  expect(looks()).toBe(0);
});
