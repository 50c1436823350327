/**
 * Entry point of the host ring: VS Code calls `run` in an extension host, be it code-server's or a desktop's.
 * The results file is what the runner believes; the exit code alone is also 0 when the host was killed.
 */
import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { format } from "node:util";
import { activationSuite } from "./activation.ts";
import { badModelSuite } from "./bad-models.ts";
import { chatSuite } from "./chat.ts";
import { completionSuite } from "./completion.ts";
import { plantedSuite } from "./planted.ts";
import { typingSuite } from "./typing.ts";

/** An editor on a busy machine may be late; what fails twice is broken. The first failure is printed. */
const RETRIES = 1;

/** Runs every suite; rejects when a test failed. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import("mocha");
  const report = process.env["GEMWRIGHT_TEST_REPORT"];
  if (report !== undefined) {
    // The host's console does not format, so the reporter writes to a file the runner prints.
    Mocha.reporters.Base.consoleLog = (...values: unknown[]) => {
      appendFileSync(report, `${format(...values)}\n`);
    };
  }
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, color: false, reporter: "spec", retries: RETRIES });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  const planted = process.env["GEMWRIGHT_TEST_PLANT"] ?? "";
  if (planted === "") registerSuites();
  else plantedSuite(planted);
  const counts = { passed: 0, failed: 0, pending: 0 };
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => {
      resolve();
    });
    runner.on("pass", () => {
      counts.passed += 1;
    });
    runner.on("fail", () => {
      counts.failed += 1;
    });
    runner.on("pending", () => {
      counts.pending += 1;
    });
    runner.on("retry", (test: Mocha.Test, error: unknown) => {
      Mocha.reporters.Base.consoleLog("      tried again: “%s”: %o", test.fullTitle(), error);
    });
  });
  writeResults(counts);
  if (counts.failed > 0) throw new Error(`${counts.failed} tests failed`);
  if (counts.passed === 0) throw new Error("no test ran");
}

/** In the order a user meets them: nothing set up, then a model, then what goes wrong. */
function registerSuites(): void {
  activationSuite();
  typingSuite();
  completionSuite();
  chatSuite();
  badModelSuite();
}

function writeResults(counts: object): void {
  const path = process.env["GEMWRIGHT_TEST_RESULTS"];
  if (path === undefined) return;
  writeFileSync(`${path}.tmp`, JSON.stringify(counts));
  renameSync(`${path}.tmp`, path);
}
