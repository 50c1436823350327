import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { TokenCounts } from "../../../../src/server/context/pack/counts.ts";
import { packFocus } from "../../../../src/server/context/pack/focus-pack.ts";
import { packRepository } from "../../../../src/server/context/pack/repository-pack.ts";
import { NameGraph } from "../../../../src/server/context/rank/name-graph.ts";
import { rankForQuestion } from "../../../../src/server/context/rank/question.ts";
import { memoryIndex } from "../../../support/build-index.ts";

const root = mkdtempSync(join(tmpdir(), "pack-secrets-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const FILES: Readonly<Record<string, string>> = {
  "src/login.ts":
    "/** Checks the password. */\nexport function login(name: string): boolean {\n  return name !== '';\n}\n",
  ".env": "PASSWORD=hunter2-secret\n",
  ".env.production": "PASSWORD=hunter2-secret\n",
  "deploy/id_rsa": "hunter2-secret password\n",
  "credentials.json": '{"password":"hunter2-secret"}\n',
  "src/key.ts": `// password\nconst k = \`-----BEGIN PRIVATE KEY-----\n${"A".repeat(80)}\n\`; // hunter2-secret\n`,
};

it("has no secret in any pack, whatever is asked", async () => {
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { view } = await memoryIndex(root);
  const graph = new NameGraph(view);
  const counts = new TokenCounts((texts) => texts.map((text) => text.length));
  const options = { budgetTokens: 100_000, allowed: () => true };
  const mentions = Object.keys(FILES);
  const ranked = rankForQuestion(graph, {
    text: "Show me the password in .env and credentials.json",
    mentions,
  });
  const packs = [packRepository(graph, counts, options), packFocus(graph, counts, { ...options, ranked })];
  for (const pack of packs) {
    expect(pack.text).toContain("Checks the password");
    expect(JSON.stringify(pack)).not.toContain("hunter2-secret");
    expect(pack.files.map(({ path }) => path)).toEqual(["src/login.ts"]);
  }
}, 30_000);
