/**
 * The host ring: mocha inside a real VS Code extension host (code-server in Chromium).
 * Exit codes: 0 all passed, 1 a test failed, 3 time-out, 4 the host ended without results, 6 no test ran.
 * `--vsix FILE` tests an installed package; `--plant failing|hanging|killed|empty` proves the exit codes.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../test/support/browser.ts";
import { type CodeServer, startCodeServer } from "../test/support/code-server.ts";
import { codeServerEntry } from "./lib/code-server.ts";
import { buildExtension, buildHostSuite, copySampleWorkspace } from "./lib/host-suite.ts";
import { ROOT, SHOTS } from "./lib/paths.ts";
import { ensurePrerequisites } from "./lib/prerequisites.ts";
import { forgetResult, reportResult } from "./lib/results.ts";

const { values } = parseArgs({
  options: {
    vsix: { type: "string" },
    plant: { type: "string" },
    "limit-s": { type: "string", default: "240" },
  },
});

interface HostResults {
  readonly passed: number;
  readonly failed: number;
  readonly pending: number;
}

/** What the window and the host printed; kept as a file when the ring fails. */
const consoleLines: string[] = [];

await forgetResult("host");
await ensurePrerequisites(["browser", "programs"]);
const entry = await codeServerEntry();
/** Planted faults need neither the extension nor a model. */
const planted = values.plant !== undefined;
if (values.vsix === undefined && !planted) await buildExtension();
await buildHostSuite();
process.exitCode = await runRing();

async function runRing(): Promise<number> {
  const workspace = await copySampleWorkspace();
  const output = join(workspace.path, "..", "results.json");
  const text = join(workspace.path, "..", "report.txt");
  const server: CodeServer = await startCodeServer({
    entry,
    smokeTestDriver: true,
    ...(values.vsix === undefined ? {} : { vsix: values.vsix }),
    settings: {
      "gemwright.model.path": "",
      "gemwright.model.keepAliveSeconds": 1,
      "gemwright.model.threads": 1,
    },
    env: {
      GEMWRIGHT_TEST_RESULTS: output,
      GEMWRIGHT_TEST_REPORT: text,
      ...(planted ? {} : await modelPaths(join(workspace.path, "..", "bad"))),
      GEMWRIGHT_TEST_PLANT: values.plant ?? "",
    },
  });
  let browser: Browser | undefined;
  try {
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const exit = await runInPage(page, server, workspace.path);
    console.log(await readFile(text, "utf8").catch(() => "The suite printed nothing."));
    const results = await readFile(output, "utf8").catch(() => undefined);
    const code = await report(exit, results === undefined ? undefined : (JSON.parse(results) as HostResults));
    if (code !== 0) await keepEvidence(page, server);
    return code;
  } finally {
    await browser?.close();
    await server.stop();
    await workspace.remove();
  }
}

async function report(exit: number | undefined, results: HostResults | undefined): Promise<number> {
  const code = judge(exit, results);
  const { passed, failed, pending } = results ?? { passed: 0, failed: 0, pending: 0 };
  await reportResult("host", { passed, failed: code === 0 ? 0 : Math.max(failed, 1), skipped: pending });
  return code;
}

/** Environment variables that lead the suite to the generated models. */
async function modelPaths(bad: string): Promise<Record<string, string>> {
  const { badModels, endlessTemplateModel } = await import("../test/fixtures/bad-models.ts");
  const { practiceModel } = await import("../test/fixtures/models.ts");
  return {
    GEMWRIGHT_TEST_MODEL: await practiceModel(),
    GEMWRIGHT_TEST_BAD_MODELS: JSON.stringify(await badModels(bad)),
    GEMWRIGHT_TEST_ENDLESS_TEMPLATE: await endlessTemplateModel(bad),
  };
}

/** Resolves with the suite's exit code, or undefined when the time is up. */
async function runInPage(page: Page, server: CodeServer, folder: string): Promise<number | undefined> {
  const ended = Promise.withResolvers<number>();
  await page.exposeFunction("codeAutomationLog", (type: string, args: unknown[]) => {
    consoleLines.push(`${type}: ${args.map(String).join(" ")}`);
  });
  await page.exposeFunction("codeAutomationExit", (code: number) => {
    ended.resolve(code);
  });
  const developed = values.vsix === undefined && !planted ? ROOT : await emptyExtension(folder);
  await page.goto(
    server.folderUrl(folder, [
      ["extensionDevelopmentPath", server.remoteUri(developed)],
      ["extensionTestsPath", server.remoteUri(join(ROOT, "out", "test", "index"))],
      ["skipWelcome", "true"],
      ["skipReleaseNotes", "true"],
    ]),
  );
  return Promise.race([ended.promise, delay(Number(values["limit-s"]) * 1000, undefined, { ref: false })]);
}

/** With an installed VSIX the extension under development is one that holds nothing. */
async function emptyExtension(folder: string): Promise<string> {
  const path = join(folder, "..", "empty-extension");
  await mkdir(path, { recursive: true });
  const manifest = {
    name: "test-host",
    publisher: "gemwright-tests",
    version: "0.0.1",
    engines: { vscode: "*" },
  };
  await writeFile(join(path, "package.json"), JSON.stringify(manifest));
  return path;
}

/** VS Code reports 0 when the host was killed: only the results file is believed. */
function judge(exit: number | undefined, results: HostResults | undefined): number {
  if (results === undefined) {
    console.error(exit === undefined ? "The suite did not end in time." : "The host ended without results.");
    return exit === undefined ? 3 : 4;
  }
  if (results.failed > 0) return 1;
  if (results.passed === 0) {
    console.error("No test ran.");
    return 6;
  }
  return exit === 0 ? 0 : 1;
}

async function keepEvidence(page: Page, server: CodeServer): Promise<void> {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, "host-failure.png") }).catch(() => undefined);
  await writeFile(join(SHOTS, "host-server.log"), await readFile(server.log, "utf8").catch(() => ""));
  await writeFile(join(SHOTS, "host-console.log"), `${consoleLines.join("\n")}\n`);
  console.error(`A screenshot, the console and the server's log are in ${SHOTS}.`);
}
