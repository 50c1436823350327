/** The real server, index worker and parser on a small workspace, and a chat that uses them. */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import * as context from "../../src/protocol/context.ts";
import * as lsp from "../../src/protocol/lsp.ts";
import { practiceModel } from "../fixtures/models.ts";
import { createSidecarHome, eventually } from "../support/sidecar.ts";
import { tree } from "../unit/context/index/tree.ts";
import { startIndexedServer } from "./context-server.ts";

/** A typist's rest, milliseconds. */
const REST_MS = 500;

const CART = `/** Computes the discount of a loyal customer, in cents. */
export function loyaltyDiscount(cents: number, years: number): number {
  return Math.floor((cents * Math.min(years, 10)) / 100);
}
`;
const FILES = {
  "src/pricing/loyalty.ts": CART,
  "src/pricing/tax.ts": "export function taxOf(cents: number): number {\n  return cents / 5;\n}\n",
  "src/checkout.ts":
    'import { loyaltyDiscount } from "./pricing/loyalty";\nexport function total(cents: number) {\n  return cents - loyaltyDiscount(cents, 2);\n}\n',
  "src/mail/send.ts": "export function sendMail(to: string, body: string): void {\n  post(to, body);\n}\n",
  "README.md": "# Shop\n\nSells things.\n",
};

test("indexes, packs without a model and says that tokens are estimated", async () => {
  using files = tree(FILES);
  using cache = tree();
  await using server = await startIndexedServer({ root: files.root, indexDirectory: cache.root });
  const status = await server.ready(5);
  expect(status).toMatchObject({
    root: server.uri,
    files: 5,
    parsed: 5,
    languages: { typescript: 4, markdown: 1 },
  });
  expect(status.bytes).toBeGreaterThan(0);
  expect(server.watched).toEqual(["workspace/didChangeWatchedFiles"]);
  const query = "How is the loyalty discount computed?";
  const packed = await server.pack({ query });
  expect(packed.counted).toBe("estimate");
  expect(packed.text).toContain("Math.min(years, 10)");
  expect(packed.files.map(({ path }) => path)).toContain("src/pricing/loyalty.ts");
  expect(packed.tokens).toBeLessThanOrEqual(8000);
  expect(await server.pack({ query })).toEqual(packed);
  const at = { uri: `${server.uri}/src/checkout.ts`, line: 2, character: 10 };
  expect((await server.pack({ at, budgetTokens: 400 })).text).toContain("loyaltyDiscount");
  const without = await server.pack({ query, mode: "repository", exclude: ["loyalty.ts"] });
  expect(without.text).not.toContain("Math.min(years, 10)");
});

test("what was reported is found as soon as the index says that it is settled", async () => {
  using files = tree(FILES);
  using cache = tree();
  await using server = await startIndexedServer({ root: files.root, indexDirectory: cache.root });
  expect(await server.settled()).toMatchObject({ phase: "ready", files: 5, parsed: 5 });
  for (const name of ["refundAll", "refundSome", "refundNone"]) {
    files.write("src/pricing/tax.ts", `export class Tax {\n  ${name}(): number {\n    return 0;\n  }\n}\n`);
    await server.changed("src/pricing/tax.ts");
    expect(await server.settled()).toMatchObject({ phase: "ready", files: 5, parsed: 5 });
    const { text } = await server.pack({ query: `Where is ${name}?` });
    expect(text).toContain(`${name}()`);
  }
  const waiting = server.client.sendRequest(context.indexSettled);
  await server.client.sendRequest(context.indexControl, { action: "pause" });
  await waiting;
  expect(await server.settled()).toMatchObject({ phase: "paused" });
});

test("a file saved by another program, a deleted one and a checkout are seen", async () => {
  using files = tree(FILES);
  using cache = tree();
  await using server = await startIndexedServer({ root: files.root, indexDirectory: cache.root });
  await server.ready(5);
  files.write("src/refund.ts", "export function refundEverything(): string {\n  return 'all of it';\n}\n");
  files.remove("src/mail/send.ts");
  await server.changed("src/refund.ts", "src/mail/send.ts");
  await eventually(
    async () => (await server.pack({ query: "refund everything" })).text.includes("all of it"),
    "the new file in a pack",
  );
  expect((await server.pack({ query: "send a mail" })).text).not.toContain("post(to, body)");
  const many = Array.from({ length: 450 }, (_, at) => `src/gen/file${at}.ts`);
  for (const path of many) files.write(path, `export const value${path.replace(/\D/g, "")} = 1;\n`);
  await server.changed(...many);
  expect((await server.ready(455)).files).toBe(455);
});

test("the first pass over a folder is told as progress", async () => {
  const body = Array.from({ length: 60 }, (_, at) => `export const value${at} = [${at}];\n`).join("");
  const many = Array.from({ length: 2000 }, (_, at) => [`src/gen/file${at}.ts`, body]);
  using files = tree(Object.fromEntries(many) as Record<string, string>);
  using cache = tree();
  await using server = await startIndexedServer({ root: files.root, indexDirectory: cache.root });
  await server.ready(2000);
  await eventually(() => server.progress.includes("end"), "the end of the progress bar");
  expect(server.progress.slice(0, 2)).toEqual(["begin", "report"]);
});

test("pause, clear and rebuild", async () => {
  using files = tree(FILES);
  using cache = tree();
  await using server = await startIndexedServer({ root: files.root, indexDirectory: cache.root });
  await server.ready(5);
  const control = (action: "pause" | "resume" | "rebuild" | "clear") =>
    server.client.sendRequest(context.indexControl, { action });
  await control("pause");
  expect((await server.status()).phase).toBe("paused");
  files.write(
    "src/pricing/tax.ts",
    "export function taxOf(cents: number): number {\n  return cents / 4;\n}\n",
  );
  const paused = await server.pack({ query: "tax" });
  expect(paused.omitted).toContainEqual({
    path: "src/pricing/tax.ts",
    reason: "changed since it was indexed",
  });
  expect(paused.text).not.toContain("cents / ");
  await control("clear");
  expect(await server.status()).toMatchObject({ phase: "off", bytes: 0 });
  await expect(server.pack({ query: "tax" })).rejects.toThrow(/was cleared/);
  await control("rebuild");
  expect((await server.ready(5)).parsed).toBe(5);
});

test("git tells which file was touched last, only in a trusted workspace", async () => {
  using files = tree(FILES);
  const paths = Object.keys(FILES);
  const git = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
      cwd: files.root,
      env: { ...process.env, ...env },
    });
  const commit = (path: string, day: number): void => {
    const date = `2026-01-0${day}T00:00:00Z`;
    git(["-c", "core.fsmonitor=false", "add", path]);
    git(["-c", "core.fsmonitor=false", "commit", "-qm", path], { GIT_COMMITTER_DATE: date });
  };
  git(["init", "-q"]);
  // Both would leave a trace if git ran what the repository says.
  files.write(".git/hooks/post-index-change", `#!/bin/sh\ntouch ${join(files.root, "hook-ran")}\n`);
  chmodSync(join(files.root, ".git/hooks/post-index-change"), 0o755);
  git(["config", "core.fsmonitor", `touch ${join(files.root, "monitor-ran")}; false`]);
  paths.forEach((path, at) => {
    commit(path, at + 1);
    // Written in the other order, as a checkout may do: the time of the file says nothing.
    utimesSync(join(files.root, path), 1_780_000_000, 1_780_000_000 - at);
  });
  const traces = () => ["hook-ran", "monitor-ran"].filter((name) => existsSync(join(files.root, name)));
  // The traps work: a plain git falls into both.
  git(["update-index", "--force-write-index"]);
  expect(traces()).toEqual(["hook-ran", "monitor-ran"]);
  for (const trace of traces()) files.remove(trace);
  const order = async (trusted: boolean): Promise<string[]> => {
    using cache = tree();
    await using server = await startIndexedServer({ root: files.root, indexDirectory: cache.root, trusted });
    await server.ready(5);
    return (await server.pack({ mode: "repository" })).files.map(({ path }) => path);
  };
  // What changed last stands last: by commits where git was asked, by the times of the files where it was not.
  expect(await order(true)).toEqual(paths);
  expect(await order(false)).toEqual(paths.toReversed());
  expect(traces()).toEqual([]);
});

test("a chat about code in no open file gets that code, and lists it as a source", async () => {
  using files = tree(FILES);
  using cache = tree();
  const model = await practiceModel();
  await using home = createSidecarHome({ model });
  const sidecar = { directory: home.directory, model };
  await using server = await startIndexedServer({ root: files.root, indexDirectory: cache.root, sidecar });
  await server.ready(5);
  const ask = (id: string, content: string) =>
    server.client.sendRequest(lsp.chat, {
      id,
      turns: [{ role: "user", content }],
      attachments: [],
      thinking: false,
    });
  const result = await ask("c1", "How is the loyalty discount of a customer computed?");
  const sources = server.events.flatMap((event) => (event.kind === "sources" ? event.sources : []));
  const source = sources.find(({ uri }) => uri === `${server.uri}/src/pricing/loyalty.ts`);
  expect(source).toMatchObject({ startLine: 1 });
  expect(source?.tokens).toBeGreaterThan(20);
  expect(sources.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThan(result.usage.promptTokens);
  // The pack that is shown for the question is the one that was sent.
  const shown = await server.client.sendRequest(context.pack, {
    root: server.uri,
    query: "How is the loyalty discount of a customer computed?",
  });
  expect(shown.window).toEqual({ tokens: result.contextTokens, loaded: true });
  expect(shown.text.startsWith("# Repository map\n")).toBe(true);
  expect(sources.slice(1).map(({ uri, tokens }) => [uri.replace(`${server.uri}/`, ""), tokens])).toEqual(
    shown.files.map(({ path, tokens }) => [path, expect.closeTo(tokens, -0.5)]),
  );
  server.events.length = 0;
  await ask("c2", "Explain @src/mail/send.ts");
  const named = server.events.flatMap((event) => (event.kind === "sources" ? event.sources : []));
  expect(named.map(({ label }) => label).join(" ")).toContain("src/mail/send.ts");
  server.events.length = 0;
  await ask("c3", "@repo What is sold here?");
  const all = server.events.flatMap((event) => (event.kind === "sources" ? event.sources : []));
  expect(all[0]).toMatchObject({ uri: "", label: "Map of the repository" });
  const paths = all.slice(1).map(({ uri }) => uri.replace(`${server.uri}/`, ""));
  expect(paths.toSorted()).toEqual(Object.keys(FILES).toSorted());
  expect((await server.pack({ query: "tax" })).counted).toBe("model");
});

test("a completion gets definitions of other files in its prompt", async () => {
  using files = tree(FILES);
  using cache = tree();
  const model = await practiceModel();
  await using home = createSidecarHome({ model });
  const sidecar = { directory: home.directory, model };
  await using server = await startIndexedServer({ root: files.root, indexDirectory: cache.root, sidecar });
  await server.ready(5);
  await server.client.sendRequest(lsp.modelsLoad);
  const uri = `${server.uri}/src/checkout.ts`;
  const open = { uri, languageId: "typescript", version: 1, text: "" };
  await server.client.sendNotification("textDocument/didOpen", { textDocument: open });
  let version = 1;
  const typed = async (): Promise<string> => {
    const line = `const discounted${++version} = (cents: number) => `;
    await server.client.sendNotification("textDocument/didChange", {
      textDocument: { uri, version },
      contentChanges: [{ text: FILES["src/checkout.ts"] + line }],
    });
    await server.client.sendRequest("textDocument/inlineCompletion", {
      textDocument: { uri },
      position: { line: 4, character: line.length },
      context: { triggerKind: 1 },
    });
    return (await server.client.sendRequest(lsp.why))?.prompt ?? "";
  };
  // The first keystroke does not wait for the index; one after a rest has its answer.
  const signature = "function loyaltyDiscount(cents: number, years: number)";
  let prompt = "";
  await eventually(async () => {
    prompt = await typed();
    // New code of other files is read while nobody types.
    await setTimeout(REST_MS);
    return prompt.includes(signature);
  }, "the signature in the prompt");
  expect(prompt.indexOf(signature)).toBeLessThan(prompt.indexOf("File: src/checkout.ts"));
  expect(prompt).toContain("src/pricing/\n loyalty.ts\n");
  const at = { uri, line: 4, character: 0 };
  const pack = await server.client.sendRequest(context.pack, { root: server.uri, at });
  expect(pack.text).toContain(signature);
  expect(prompt).toContain(pack.text);
});
