/** The terminal commands as a user runs them, on a real sidecar with the practice model. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import type { CompletionTrace } from "../../src/protocol/lsp.ts";
import { practiceModel } from "../fixtures/models.ts";
import { createSidecarHome } from "../support/sidecar.ts";
import { damage } from "../unit/context/index/damaged-file.ts";
import { tree } from "../unit/context/index/tree.ts";

const CLI = join(import.meta.dirname, "../../dist/cli.js");
const TRACEBACKS = join(import.meta.dirname, "../fixtures/tracebacks");
const folder = mkdtempSync(join(tmpdir(), "gw-cli-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function gemwright(args: readonly string[], input = "") {
  const { GEMWRIGHT_MODEL: _none, ...env } = process.env;
  const child = spawn(process.execPath, [CLI, ...args], { env });
  child.stdin.end(input);
  const exit = once(child, "exit");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await exit) as [number];
  return { code, stdout, stderr };
}

test("complete prints the text, or the trace, and shares one sidecar with chat", async () => {
  await using home = createSidecarHome({ model: await practiceModel() });
  const file = join(folder, "add.ts");
  writeFileSync(file, "const add = (a: number, b: number) => \n");
  const model = ["--model", await practiceModel(), "--gpu", "cpu", "--threads", "1"];
  const options = [...model, "--runtime-directory", home.directory];
  expect(await gemwright(["complete", `${file}:1:39`, ...options])).toMatchObject({
    code: 0,
    stdout: "a + b;\n",
  });
  const json = await gemwright(["complete", `${file}:1:39`, "--json", ...options]);
  const trace = JSON.parse(json.stdout) as CompletionTrace;
  expect(trace).toMatchObject({ outcome: "shown", text: "a + b;", line: 0, character: 38 });
  expect(trace.usage?.reusedTokens).toBeGreaterThan(0);
  expect(trace.syntax).toBe("clean");
  expect(trace.confidence).toBeGreaterThan(0.5);
  expect(trace.steps?.map(({ step }) => step)).toEqual([
    "gate",
    "context",
    "cache",
    "debounce",
    "model",
    "syntax",
  ]);
  const secret = join(folder, ".env");
  writeFileSync(secret, "TOKEN=\n");
  const refused = await gemwright(["complete", `${secret}:1:7`, ...options]);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  const chat = await gemwright(["chat", "who are you?", "--no-thinking", ...options]);
  expect(chat.stdout).toContain("I am the practice model");
  expect(home.pids()).toHaveLength(1);
});

test("explain parses piped output without a model", async () => {
  const output =
    'noise\nTraceback (most recent call last):\n  File "x.py", line 1, in f\n    y\nValueError: bad\n';
  const { code, stdout } = await gemwright(["explain", "--parse", "-"], output);
  expect(code).toBe(0);
  expect(stdout).toBe("language python\nValueError: bad\n  library   x.py:1 in f\n");
  const none = await gemwright(["explain", "--parse"], "all is well\n");
  expect(none).toMatchObject({ code: 1, stdout: "" });
  const file = await gemwright(["explain", "--parse", "--json", join(TRACEBACKS, "node-cause.txt")]);
  expect(JSON.parse(file.stdout)).toMatchObject({ language: "node", causes: [{ error: "SyntaxError" }] });
});

test("doctor describes machine and sidecar without starting anything", async () => {
  await using home = createSidecarHome({ model: "" });
  const { code, stdout } = await gemwright(["doctor", "--json", "--runtime-directory", home.directory]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ sidecar: "not running", "runtime directory": home.directory });
  expect(home.pids()).toEqual([]);
});

test("pack prints the same bytes from a new index and an old one, oldest commit first", async () => {
  using files = tree();
  using caches = tree();
  const git = (date: string, ...args: string[]) =>
    spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
      cwd: files.root,
      env: { ...process.env, GIT_COMMITTER_DATE: date, GIT_AUTHOR_DATE: date },
    });
  git("", "init", "-q");
  for (const [at, name] of ["zebra", "apple", "mango"].entries()) {
    files.write(`src/${name}.ts`, `export function ${name}Price(): number {\n  return ${at};\n}\n`);
    git(`2024-01-0${at + 1}T00:00:00Z`, "add", ".");
    git(`2024-01-0${at + 1}T00:00:00Z`, "commit", "-qm", name);
  }
  const pack = (cache: string, ...more: string[]) =>
    gemwright([
      "pack",
      files.root,
      "--budget",
      "2000",
      "--index-directory",
      join(caches.root, cache),
      ...more,
    ]);
  const first = await pack("one", "--mode", "repository");
  expect(first.code).toBe(0);
  const shown = [...first.stdout.matchAll(/^### (.*)$/gm)].map(([, path]) => path);
  expect(shown).toEqual(["src/zebra.ts", "src/apple.ts", "src/mango.ts"]);
  expect(first.stderr).toMatch(
    /tokens \(estimated: no model\), 3 parts, 0 left out; index of 3 files, 0 skipped/,
  );
  expect((await pack("one", "--mode", "repository")).stdout).toBe(first.stdout);
  const json = await pack("two", "--mode", "repository", "--json");
  expect(JSON.parse(json.stdout)).toMatchObject({ text: first.stdout, counted: "estimate" });
  const stats = await pack("two", "--query", "What does an apple cost?", "--stats");
  expect(stats.stdout).toMatch(/^ +\d+ {2}1\.000 {2}full {8}src\/apple\.ts {2}\(.+\)$/m);
  const at = join(files.root, "src/apple.ts:2:3");
  expect((await pack("two", "--at", at)).stdout).toContain("zebraPrice");
});

test("pack builds an index anew that turns out damaged, and prints the same", async () => {
  using files = tree();
  using cache = tree();
  for (let at = 0; at < 60; at++) {
    files.write(
      `src/m${at}.ts`,
      `/** Makes number ${at}. */\nexport function make${at}(): number {\n  return ${at};\n}\n`,
    );
  }
  const args = [
    "pack",
    files.root,
    "--budget",
    "6000",
    "--mode",
    "repository",
    "--index-directory",
    cache.root,
  ];
  const first = await gemwright(args);
  const [name = ""] = readdirSync(cache.root).filter((each) => each.endsWith(".db"));
  expect(damage(join(cache.root, name), "definitions")).toBeGreaterThan(0);
  const next = await gemwright(args);
  expect(next.stderr).toContain("is damaged and is built anew");
  expect(next.stderr).toContain("index of 60 files");
  expect(next.stdout).toBe(first.stdout);
});

test.each<[readonly string[], number, RegExp]>([
  [[], 2, /^$/],
  [["juggle"], 2, /no command "juggle"/],
  [["pack"], 2, /One DIR/],
  [["pack", "."], 2, /--budget N is needed/],
  [["complete"], 2, /FILE:LINE:COLUMN/],
  [["complete", "a.ts:1:1"], 2, /--model GGUF/],
  [["complete", "nowhere.ts:1:1", "--model", "/m.gguf"], 2, /nowhere\.ts cannot be read/],
  [["chat", "--model", "/m.gguf"], 2, /question/],
  [["chat", "hi", "--wrong"], 2, /--wrong/],
  [["chat", "hi", "--model", "/m.gguf", "--gpu", "quantum"], 2, /gemwright\.model\.gpu/],
  [["explain", "a", "b"], 2, /One FILE/],
])("gemwright %j ends with code %i and says why", async (args, expected, message) => {
  const { code, stderr } = await gemwright(args);
  expect(code).toBe(expected);
  expect(stderr).toMatch(message);
});

test("a missing model is a failure with the file's name", async () => {
  await using home = createSidecarHome({ model: "" });
  const options = ["--model", "/no/such/gemma.gguf", "--runtime-directory", home.directory];
  const { code, stderr } = await gemwright(["chat", "hi", ...options]);
  expect(code).toBe(1);
  expect(stderr).toContain("/no/such/gemma.gguf");
});
