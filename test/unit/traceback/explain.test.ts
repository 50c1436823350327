import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import * as lsp from "../../../src/protocol/lsp.ts";
import { gatherFrames } from "../../../src/server/traceback/gather.ts";
import { explainQuestion } from "../../../src/server/traceback/question.ts";
import { resolveFrame } from "../../../src/server/traceback/resolve.ts";
import { readFailure } from "../../../src/server/traceback/service.ts";
import { Workspace } from "../../../src/server/workspace.ts";
import { FakeEngine } from "../server/fake-engine.ts";
import { startHarness } from "../server/lsp-harness.ts";

const home = realpathSync(mkdtempSync(join(tmpdir(), "gemwright-traceback-")));
const folder = join(home, "shop");
afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

function file(path: string, text: string): string {
  const full = join(home, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

const app = file(
  "shop/src/app.py",
  "import json\n\ndef price(item):\n    return item['price']\n\ndef main():\n    price({})\n\nmain()\n",
);
const script = file("shop/web/app.mjs", "export function go() {\n  throw new Error('x');\n}\n");
const library = file("shop/node_modules/left/index.js", "x\n");
const foreign = file("other/secret.py", "SECRET = 1\n");
file("shop/.env", "TOKEN=abc\n");
file("shop/.env-prod", "TOKEN=abc\n");
file("shop/key.py", `KEY = "-----BEGIN PRIVATE KEY-----\\n${"QUJD".repeat(16)}\\n"\n`);
symlinkSync(foreign, join(folder, "link.py"));
symlinkSync(folder, join(home, "shop-link"));

const workspace = new Workspace();
workspace.setFolders([pathToFileURL(folder).href]);
const uri = (path: string): string => pathToFileURL(path).href;

const TEXT = `Traceback (most recent call last):
  File "src/app.py", line 9, in <module>
    main()
  File "src/app.py", line 7, in main
    price({})
  File "src/app.py", line 4, in price
    return item['price']
KeyError: 'price'
`;

describe("where a frame lies", () => {
  const at = (path: string, bases: readonly string[] = [folder]) => {
    const { origin, resolvedUri } = resolveFrame({ path, line: 1 }, workspace, bases);
    return [origin, resolvedUri];
  };

  test.each<[string, string, readonly (string | undefined)[]]>([
    ["absolute", app, ["workspace", uri(app)]],
    ["relative to a folder", "src/app.py", ["workspace", uri(app)]],
    ["file URL", uri(script), ["workspace", uri(script)]],
    ["through a linked folder", join(home, "shop-link/src/app.py"), ["workspace", uri(app)]],
    ["installed package in the folder", library, ["library", uri(library)]],
    ["link that leaves the folder", join(folder, "link.py"), ["library", uri(foreign)]],
    ["outside", foreign, ["library", uri(foreign)]],
    ["traversal", "../other/secret.py", ["library", uri(foreign)]],
    ["missing", "src/gone.py", ["library", undefined]],
    ["directory", folder, ["library", undefined]],
    ["node", "node:internal/main", ["runtime", undefined]],
    ["frozen", "<frozen importlib._bootstrap>", ["runtime", undefined]],
    ["eval", "[eval]", ["runtime", undefined]],
    ["standard library", "/no/such/lib/python3.11/json/decoder.py", ["runtime", undefined]],
    ["site-packages", "/no/such/lib/python3.11/site-packages/a/b.py", ["library", undefined]],
    ["network path", "//host/share/a.py", ["library", undefined]],
    ["network URL", "file://host/share/a.py", ["library", undefined]],
  ])("%s", (_name, path, expected) => {
    const [origin, resolved] = at(path);
    expect([origin, resolved]).toEqual(expected);
  });

  test("the directory the program ran in goes before the folders", () => {
    const near = file("shop/nested/src/app.py", "near\n");
    expect(at("src/app.py", [join(folder, "nested"), folder])).toEqual(["workspace", uri(near)]);
  });
});

describe("code for the question", () => {
  const read = (text: string) => {
    const failure = readFailure({ text, cwd: uri(folder) }, workspace);
    if (failure === null) throw new Error("no failure found");
    return failure;
  };

  test("the failing function comes first, touching blocks are merged", () => {
    const attachments = gatherFrames(read(TEXT), workspace, () => undefined);
    expect(attachments).toHaveLength(1);
    expect(attachments[0]).toMatchObject({ uri: uri(app), languageId: "python", startLine: 1 });
    const inner = gatherFrames(
      read(TEXT.replace(/ {2}File "src\/app.py", line 9[^\n]*\n[^\n]*\n/, "")),
      workspace,
      () => undefined,
    );
    expect(inner.map((entry) => entry.label)).toEqual(["src/app.py:3-4", "src/app.py:6-7"]);
    expect(inner[0]?.text).toBe("def price(item):\n    return item['price']");
  });

  test("unsaved text of an open document is what is read", () => {
    const attachments = gatherFrames(read(TEXT), workspace, () => "edited = True\n".repeat(9));
    expect(attachments[0]?.text).toContain("edited = True");
  });

  test("a frame that a client made up reads nothing outside, and no secrets", () => {
    const failure = read(TEXT);
    for (const target of [
      foreign,
      join(folder, "link.py"),
      join(folder, ".env"),
      join(folder, ".env-prod"),
      join(folder, "key.py"),
      "/etc/passwd",
    ]) {
      const frame = { path: "x", line: 1, origin: "workspace", resolvedUri: uri(target) } as const;
      expect(gatherFrames({ ...failure, frames: [frame] }, workspace, () => undefined)).toEqual([]);
    }
  });

  test("the question names command, exit code and failure, and cannot be broken out of", () => {
    const failure = read(TEXT);
    const question = explainQuestion({ id: "1", failure, command: "python `x`\nrm", exitCode: 1 });
    expect(question).toMatch(/^The command `` python `x` rm `` failed with exit code 1: KeyError: 'price'\n/);
    const evil = explainQuestion({ id: "1", failure: { ...failure, text: "```\nEvil" } });
    expect(evil).toContain("````text\n```\nEvil\n````");
    const long = explainQuestion({ id: "1", failure: { ...failure, text: "x\n".repeat(5000) } });
    expect(long.length).toBeLessThan(2000);
  });
});

describe("over LSP", () => {
  test("explain streams the sources first and returns the question", async () => {
    const engine = new FakeEngine(() => [
      { kind: "thought", text: "Hm." },
      { kind: "text", text: "The key is missing." },
    ]);
    const harness = await startHarness({ engine, folders: [uri(folder)] });
    const seen: lsp.ChatEvent[] = [];
    harness.client.onNotification(lsp.chatEvent, (event) => void seen.push(event));
    const failure = await harness.client.sendRequest(lsp.traceback, { text: TEXT });
    if (failure === null) throw new Error("no failure found");
    const result = await harness.client.sendRequest(lsp.explain, {
      id: "e1",
      failure,
      command: "python src/app.py",
    });
    expect(seen.map((event) => event.kind)).toEqual(["sources", "thought", "text"]);
    expect(seen[0]).toMatchObject({ sources: [{ uri: uri(app) }] });
    expect(result.question).toContain("python src/app.py");
    expect(engine.requests[0]?.prompt).toMatchObject({ thinking: true });
    expect(JSON.stringify(engine.requests[0])).toContain("def price(item):");
  });

  test("text without a failure is null, not an error", async () => {
    const harness = await startHarness({ engine: FakeEngine.saying("x") });
    expect(await harness.client.sendRequest(lsp.traceback, { text: "all tests passed" })).toBeNull();
  });
});
