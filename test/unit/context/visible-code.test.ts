/** What the editor alone knows of a file reaches the prompt for another only if the index would take the file. */
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { Emitter, type TextDocumentChangeEvent } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { completionContext } from "../../../src/server/context/completion-context.ts";
import { indexedFolders } from "../../../src/server/context/folders.ts";
import { VisibleFiles } from "../../../src/server/context/visible-files.ts";
import { modelOf } from "../../support/said.ts";
import { tree } from "./index/tree.ts";

const CODE = "export function first() {\n  return 1;\n}\n";
const KEY = `-----BEGIN PRIVATE KEY-----\n${"QUJD".repeat(16)}\n${"RUZH".repeat(16)}\n`;
const FILES = {
  ".gemwrightignore": "private/\n",
  ".gitignore": "local.ts\n",
  "src/a.ts": CODE,
  "src/b.ts": CODE,
  "src/key.ts": `const key = \`${KEY}\`;\n`,
  "private/plan.ts": CODE,
  "local.ts": CODE,
  "generated/api.ts": CODE,
  ".env-staging": "TOKEN=1\n",
};

function editor(root: string, exclude: readonly string[]) {
  let now = 0;
  const visible = new VisibleFiles({
    folders: () => indexedFolders([pathToFileURL(root).href]),
    exclude: () => exclude,
    now: () => now,
  });
  const [opened, closed] = [
    new Emitter<TextDocumentChangeEvent<TextDocument>>(),
    new Emitter<TextDocumentChangeEvent<TextDocument>>(),
  ];
  const open = new Map<string, TextDocument>();
  const code = completionContext({
    context: { find: () => undefined, around: async () => "", visiblePath: (uri) => visible.pathOf(uri) },
    engine: { view: { kind: "ready", model: modelOf("/m.gguf"), busy: false } },
    documents: {
      all: () => [...open.values()],
      get: (uri) => open.get(uri),
      onDidOpen: opened.event,
      onDidClose: closed.event,
    },
    log: { warn: () => undefined },
  });
  const uriOf = (path: string) => `${pathToFileURL(root).href}/${path}`;
  const put = (path: string, text: string, version: number): TextDocument => {
    const document = TextDocument.create(uriOf(path), "typescript", version, text);
    open.set(document.uri, document);
    return document;
  };
  return {
    later: (ms: number) => void (now += ms),
    open: (path: string, text: string) => opened.fire({ document: put(path, text, 1) }),
    edit: (path: string, text: string) => void put(path, text, 2),
    copy: (path: string, startLine: number, endLine: number) => {
      const range = { start: { line: startLine, character: 0 }, end: { line: endLine, character: 0 } };
      code.copied({ uri: uriOf(path), range });
    },
    promptFor: (path: string) => {
      const text = open.get(uriOf(path))?.getText() ?? "";
      return code.forRequest({
        id: "1",
        uri: uriOf(path),
        path,
        languageId: "typescript",
        text,
        offset: 0,
        selectedText: "",
      });
    },
  };
}

const EDITED = "export function first() {\n  return launchDate;\n}\n";

test.each(["private/plan.ts", "local.ts", "generated/api.ts", ".env-staging"])(
  "an edit and a copy in %s stay out of the prompts for other files",
  (path) => {
    using files = tree(FILES);
    const { open, edit, copy, promptFor } = editor(files.root, ["/generated"]);
    open("src/b.ts", "x();\n");
    open(path, CODE);
    edit(path, EDITED);
    expect(promptFor("src/b.ts")).toBe("");
    copy(path, 0, 3);
    expect(promptFor("src/b.ts")).toBe("");
    // The same in a file that is not ignored is shown.
    open("src/a.ts", CODE);
    edit("src/a.ts", EDITED);
    expect(promptFor("src/b.ts")).toContain("Changed a moment ago in src/a.ts:\n  return launchDate;");
    copy("src/a.ts", 0, 3);
    expect(promptFor("src/b.ts")).toContain("Copied a moment ago from src/a.ts:");
  },
);

test("a piece of a private key, copied without its label, stays out", () => {
  using files = tree(FILES);
  const { open, copy, promptFor } = editor(files.root, []);
  open("src/b.ts", "x();\n");
  open("src/key.ts", FILES["src/key.ts"]);
  copy("src/key.ts", 1, 3);
  expect(promptFor("src/b.ts")).toBe("");
});

test("a file that became ignored is no longer shown", () => {
  using files = tree(FILES);
  const { open, edit, promptFor, later } = editor(files.root, []);
  open("src/b.ts", "x();\n");
  open("src/a.ts", CODE);
  edit("src/a.ts", EDITED);
  expect(promptFor("src/b.ts")).toContain("launchDate");
  files.write(".gemwrightignore", "src/a.ts\n");
  later(2000);
  expect(promptFor("src/b.ts")).toBe("");
});
