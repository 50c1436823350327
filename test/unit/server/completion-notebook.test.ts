/** Cells of a notebook over LSP, as an editor syncs them. */
import { expect, test } from "vitest";
import type { InlineCompletionItem } from "vscode-languageserver-protocol/node";
import * as lsp from "../../../src/protocol/lsp.ts";
import { FakeEngine } from "./fake-engine.ts";
import { type Harness, startHarness } from "./lsp-harness.ts";

const NOTEBOOK = "file:///project/study.ipynb";
const cellUri = (name: string): string => `vscode-notebook-cell:///project/study.ipynb#${name}`;

interface Cell {
  readonly name: string;
  readonly text: string;
  /** Markdown when false. */
  readonly code?: boolean;
  readonly languageId?: string;
}

async function openNotebook(harness: Harness, cells: readonly Cell[]): Promise<void> {
  await harness.client.sendNotification("notebookDocument/didOpen", {
    notebookDocument: {
      uri: NOTEBOOK,
      notebookType: "jupyter-notebook",
      version: 1,
      cells: cells.map(({ name, code = true }) => ({ kind: code ? 2 : 1, document: cellUri(name) })),
    },
    cellTextDocuments: cells.map(({ name, text, languageId = "python" }) => ({
      uri: cellUri(name),
      languageId,
      version: 1,
      text,
    })),
  });
}

function complete(
  harness: Harness,
  name: string,
  line: number,
  character: number,
): Promise<InlineCompletionItem[]> {
  return harness.client.sendRequest("textDocument/inlineCompletion", {
    textDocument: { uri: cellUri(name) },
    position: { line, character },
    context: { triggerKind: 2 },
  });
}

const CELLS: readonly Cell[] = [
  { name: "one", text: "import pandas as pd\n" },
  { name: "two", text: "# About the data", code: false, languageId: "markdown" },
  { name: "sql", text: "SELECT 1", languageId: "sql" },
  { name: "three", text: "rows = 3\nframe = pd." },
  { name: "four", text: "print(frame.head())" },
];

test("a cell is completed between the code cells before and after it", async () => {
  const engine = FakeEngine.saying("read_csv(path)");
  const harness = await startHarness({ engine });
  await openNotebook(harness, CELLS);
  const [item] = await complete(harness, "three", 1, 11);
  const position = { line: 1, character: 11 };
  expect(item).toMatchObject({ insertText: "read_csv(path)", range: { start: position, end: position } });
  const [request] = engine.requests;
  const prompt = request?.prompt.kind === "chat" ? request.prompt : undefined;
  expect(prompt?.answerPrefix).toBe("```python\nimport pandas as pd\n\nrows = 3\nframe = pd.");
  const asked = prompt?.messages.at(-1)?.content;
  expect(asked).toContain("File: study.ipynb");
  expect(asked).toContain("print(frame.head())");
  expect(asked).not.toContain("About the data");
  expect(asked).not.toContain("SELECT");
});

test("cells that are moved, added and edited are seen in their new order", async () => {
  const engine = FakeEngine.saying("head()");
  const harness = await startHarness({ engine });
  await openNotebook(harness, CELLS.slice(3));
  await harness.client.sendNotification("notebookDocument/didChange", {
    notebookDocument: { uri: NOTEBOOK, version: 2 },
    change: {
      cells: {
        structure: {
          array: { start: 0, deleteCount: 0, cells: [{ kind: 2, document: cellUri("new") }] },
          didOpen: [{ uri: cellUri("new"), languageId: "python", version: 1, text: "import polars as pd" }],
        },
        textContent: [
          {
            document: { uri: cellUri("four"), version: 2 },
            changes: [
              {
                range: { start: { line: 0, character: 0 }, end: { line: 0, character: 19 } },
                text: "frame.",
              },
            ],
          },
        ],
      },
    },
  });
  expect(await complete(harness, "four", 0, 6)).toHaveLength(1);
  const prompt = engine.requests[0]?.prompt;
  const before = prompt?.kind === "chat" ? prompt.answerPrefix : undefined;
  expect(before).toBe("```python\nimport polars as pd\n\nrows = 3\nframe = pd.\n\nframe.");
  expect((await harness.client.sendRequest(lsp.why))?.uri).toBe(cellUri("four"));
});

test("an answer is not shown when another cell changed meanwhile", async () => {
  const { promise: changed, resolve } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const engine = new FakeEngine(async function* () {
    begin();
    await changed;
    yield { kind: "text", text: "read_csv(path)" };
  });
  const harness = await startHarness({ engine });
  await openNotebook(harness, CELLS);
  const answer = complete(harness, "three", 1, 11);
  await begun;
  await harness.client.sendNotification("notebookDocument/didChange", {
    notebookDocument: { uri: NOTEBOOK, version: 2 },
    change: {
      cells: {
        textContent: [
          { document: { uri: cellUri("one"), version: 2 }, changes: [{ text: "import polars as pd" }] },
        ],
      },
    },
  });
  await harness.client.sendRequest(lsp.status);
  resolve();
  expect(await answer).toEqual([]);
});

test("an untitled file is completed like any other", async () => {
  const engine = FakeEngine.saying("b;");
  const harness = await startHarness({ engine });
  await harness.open("untitled:Untitled-1", "typescript", "const a = ");
  const items = await harness.client.sendRequest("textDocument/inlineCompletion", {
    textDocument: { uri: "untitled:Untitled-1" },
    position: { line: 0, character: 10 },
    context: { triggerKind: 2 },
  });
  expect(items).toMatchObject([{ insertText: "b;" }]);
});
