/** Hostile files: the index finishes, nothing secret is in any pack, and each skip has its reason. */
import {
  chmodSync,
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { languageById } from "../../src/server/context/parse/languages.ts";
import { tree } from "../unit/context/index/tree.ts";
import { startIndexedServer } from "./context-server.ts";
import { SERVER } from "./server-process.ts";

const CANARY = "CANARY9f3b7c";
const KEY = `-----BEGIN RSA PRIVATE KEY-----\n${"QUJDRA".repeat(30)}${CANARY}\n-----END RSA PRIVATE KEY-----\n`;
const SECRETS = {
  ".env": `TOKEN=${CANARY}\n`,
  ".env.production": `TOKEN=${CANARY}\n`,
  "config/prod.env": `TOKEN=${CANARY}\n`,
  ".env-staging": `TOKEN=${CANARY}\n`,
  ".env_prod": `TOKEN=${CANARY}\n`,
  ".envs/production/django": `TOKEN=${CANARY}\n`,
  "deploy/credentials.csv": `id,key\na,${CANARY}\n`,
  "deploy/credentials.toml": `token = "${CANARY}"\n`,
  "deploy/prod.auto.tfvars": `password = "${CANARY}"\n`,
  "deploy/.docker/config.json": `{"auth":"${CANARY}"}`,
  "deploy/gcp-project-1a2b.json": JSON.stringify({ type: "service_account", private_key: KEY }),
  "deploy/signing.txt": `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: 1\n\n${"QUJDRA".repeat(30)}${CANARY}\n`,
  "src/joined-key.ts": `const key = [${KEY.split("\n")
    .map((line) => JSON.stringify(line))
    .join(", ")}].join("");\n`,
  ".npmrc": `//registry/:_authToken=${CANARY}\n`,
  ".netrc": CANARY,
  id_ed25519: KEY,
  "certs/server.pem": KEY,
  "certs/server.key": KEY,
  "deploy/kubeconfig": CANARY,
  "deploy/credentials.json": `{"key":"${CANARY}"}`,
  "deploy/service-account.json": `{"key":"${CANARY}"}`,
  "deploy/terraform.tfvars": CANARY,
  ".aws/credentials": CANARY,
  ".ssh/config": CANARY,
  "src/pasted-key.ts": `export const key = \`${KEY}\`;\n`,
  "ignored/notes.txt": CANARY,
  ".gitignore": "ignored/\n",
};
const IS_ROOT = process.getuid?.() === 0;
const CODE = { "src/app.ts": "export function startApp(): void {\n  run();\n}\n" };

test("secrets and hostile files: every skip is listed, no pack holds a secret", async () => {
  using files = tree({
    ...CODE,
    ...SECRETS,
    "data/one-line.json": `["${"a".repeat(10_000_000)}"]`,
    // Nearly as large as a file may be: no machine parses it in the time that a file has.
    "src/templates.cpp": `int x = ${`${"a<b<c<d>>".repeat(10)}\n`.repeat(11_000)};\n`,
    "src/deep.ts": `const a = ${"[\n".repeat(20_000)}${"]\n".repeat(20_000)};\n`,
    "src/nul.ts": "const a = 1;\0const b = 2;",
    "src/surrogate.ts": Buffer.from([
      ...Buffer.from('const s = "'),
      0xed,
      0xa0,
      0x80,
      ...Buffer.from('";\n'),
    ]),
  });
  symlinkSync(files.root, join(files.root, "src/loop"));
  files.write("locked/a.ts", `const secret = "${CANARY}";\n`);
  chmodSync(join(files.root, "locked"), 0o000);
  using cache = tree();
  await using server = await startIndexedServer({ root: files.root, indexDirectory: cache.root });
  const status = await server.ready();
  chmodSync(join(files.root, "locked"), 0o755);
  const reasons = Object.fromEntries(status.skipped.map(({ path, reason }) => [path, reason]));
  expect(reasons).toMatchObject({
    ".env": "may hold secrets",
    "certs/server.pem": "may hold secrets",
    "src/pasted-key.ts": "may hold secrets",
    "data/one-line.json": "larger than 1 MB",
    "src/nul.ts": "binary",
    "src/templates.cpp": expect.stringMatching(/took longer/) as string,
  });
  expect(status.parsed).toBe(status.files);
  // Root reads everything, whatever the mode says; for everybody else the folder is listed as unreadable.
  expect(reasons["locked"] ?? "readable").toMatch(IS_ROOT ? /^readable$/ : /unreadable folder \(EACCES\)/);
  expect(status.skippedCount).toBe(status.skipped.length);
  for (const params of [
    { mode: "repository", budgetTokens: 200_000 },
    { query: `${CANARY} token key credentials env secret` },
    { query: "@.env @certs/server.pem", mentions: [`${server.uri}/.env`, `${server.uri}/certs/server.pem`] },
  ] as const) {
    const { text, files: packed } = await server.pack(params);
    const allowed = IS_ROOT ? text.replaceAll(`const secret = "${CANARY}"`, "") : text;
    expect(allowed).not.toContain(CANARY);
    expect(packed.map(({ path }) => path)).not.toContain(".env");
  }
  expect((await server.pack({ query: "startApp" })).text).toContain("run();");
});

test("nothing secret is in the index on disk", async () => {
  using files = tree({ ...CODE, ...SECRETS });
  using cache = tree();
  const server = await startIndexedServer({ root: files.root, indexDirectory: cache.root });
  await server.ready();
  await server[Symbol.asyncDispose]();
  const stored = globSync("*", { cwd: cache.root }).map((name) =>
    readFileSync(join(cache.root, name), "latin1"),
  );
  expect(stored.length).toBeGreaterThan(0);
  expect(stored.join("")).toContain("startApp");
  expect(stored.join("")).not.toContain(CANARY);
});

test("a grammar with a flipped bit is refused, its files become line chunks, and the rest is parsed", async () => {
  const bundles = mkdtempSync(join(tmpdir(), "gw-dist-"));
  try {
    cpSync(join(SERVER, ".."), bundles, { recursive: true });
    const path = join(bundles, "grammars", languageById("python")?.grammar?.file ?? "");
    const wasm = readFileSync(path);
    wasm[wasm.length >> 1] = (wasm[wasm.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, wasm);
    using files = tree({ ...CODE, "tool.py": "def tool():\n    return 1\n" });
    using cache = tree();
    await using server = await startIndexedServer({
      root: files.root,
      indexDirectory: cache.root,
      server: join(bundles, "server.js"),
    });
    const status = await server.ready(2);
    expect(status.parsed).toBe(2);
    expect(status.skipped).toEqual([
      { path: "tool.py", reason: expect.stringMatching(/grammar .* is damaged/) as string },
    ]);
    expect((await server.pack({ query: "tool" })).text).toContain("def tool()");
  } finally {
    rmSync(bundles, { recursive: true });
  }
});
