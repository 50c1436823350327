/**
 * The end-to-end ring: the VSIX as users install it, in VS Code in Chromium, driven by keys and what is on the
 * screen. Screenshots stay in out/shots. `--vsix FILE` skips packaging, `--grep WORDS` runs some tests only.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect, parseArgs } from "node:util";
import Mocha from "mocha";
import { chatSuite } from "../test/e2e/chat.ts";
import { chatPageAloneSuite } from "../test/e2e/chat-page-alone.ts";
import { completionSuite } from "../test/e2e/completion.ts";
import { completionPlacesSuite } from "../test/e2e/completion-places.ts";
import { completionStatesSuite } from "../test/e2e/completion-states.ts";
import { crashSuite } from "../test/e2e/crash.ts";
import { firstRunSuite } from "../test/e2e/first-run.ts";
import { type Fixture, openFixture } from "../test/e2e/fixture.ts";
import { indexWindowSuite } from "../test/e2e/index-window.ts";
import { quietSuite } from "../test/e2e/quiet.ts";
import { statusMenuSuite } from "../test/e2e/status-menu.ts";
import { streamingSuite } from "../test/e2e/streaming.ts";
import { themesSuite } from "../test/e2e/themes.ts";
import { tracebackSuite } from "../test/e2e/traceback.ts";
import { windowsSuite } from "../test/e2e/windows.ts";
import { codeServerEntry } from "./lib/code-server.ts";
import { packageTarget } from "./lib/package.ts";
import { SHOTS } from "./lib/paths.ts";
import { ensurePrerequisites } from "./lib/prerequisites.ts";
import { forgetResult, reportResult } from "./lib/results.ts";
import { buildBundles } from "./lib/stage.ts";
import { hostTarget } from "./lib/targets.ts";

/** A browser on a busy machine may miss a key; what fails twice is broken. The first failure is printed. */
const RETRIES = 1;

const { values } = parseArgs({ options: { vsix: { type: "string" }, grep: { type: "string" } } });

await forgetResult("e2e");
await ensurePrerequisites(["browser", "programs"]);
const entry = await codeServerEntry();
const fixture: Fixture = await openFixture(entry, values.vsix ?? (await buildVsix()));
const counts = { passed: 0, failed: 0, skipped: 0 };
try {
  await runMocha();
} finally {
  await fixture.close();
}
await reportResult("e2e", {
  ...counts,
  failed: counts.passed === 0 ? Math.max(counts.failed, 1) : counts.failed,
});
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;

/** As shipped, audited on the way: no stray, nothing missing, within the budget. */
async function buildVsix(): Promise<string> {
  const packaged = await packageTarget({
    target: hostTarget(),
    cpuOnly: false,
    bundles: await buildBundles(),
  });
  console.log(`${packaged.path}: ${packaged.files} files, ${(packaged.packed / 1e6).toFixed(1)} MB`);
  return packaged.path;
}

async function runMocha(): Promise<void> {
  const mocha = new Mocha({
    ui: "bdd",
    timeout: 90_000,
    color: false,
    retries: RETRIES,
    ...(values.grep ? { grep: values.grep } : {}),
  });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  const open = () => fixture;
  firstRunSuite(open);
  completionSuite(open);
  completionStatesSuite(open);
  completionPlacesSuite(open);
  chatSuite(open);
  chatPageAloneSuite(open);
  tracebackSuite(open);
  streamingSuite(open);
  crashSuite(open);
  quietSuite(open);
  statusMenuSuite(open);
  indexWindowSuite(open);
  themesSuite(open);
  windowsSuite(open);
  const evidence: Promise<void>[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => {
      resolve();
    });
    runner.on("pass", () => {
      counts.passed += 1;
    });
    runner.on("pending", () => {
      counts.skipped += 1;
    });
    runner.on("retry", (test: Mocha.Test, error: unknown) => {
      console.log(`      tried again: “${test.fullTitle()}”: ${inspect(error)}`);
      evidence.push(keepEvidence(`RETRIED ${test.fullTitle()}`));
    });
    // A failed hook counts as well.
    runner.on("fail", (test) => {
      counts.failed += 1;
      evidence.push(keepEvidence(`FAILED ${test.fullTitle()}`));
    });
  });
  await Promise.all(evidence);
}

/** A picture of every window at the time of a failure. */
async function keepEvidence(title: string): Promise<void> {
  await mkdir(SHOTS, { recursive: true });
  const name = title.replaceAll(/[^a-z0-9]+/gi, "-").slice(0, 80);
  for (const [index, page] of fixture.context.pages().entries()) {
    const image = await page.screenshot().catch(() => undefined);
    if (image !== undefined) await writeFile(join(SHOTS, `${name}-${index}.png`), image);
  }
}
