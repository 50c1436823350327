/**
 * Runs a Vitest ring and counts it: `node scripts/test-vitest.ts unit|process`. The process ring runs with the
 * network cut where the system lets us: in a network namespace of its own even the loopback is down, so anything
 * but a Unix socket fails.
 */
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { RESULTS, ROOT } from "./lib/paths.ts";
import { forgetResult, type RingResult, reportResult } from "./lib/results.ts";
import { runForCode } from "./lib/run.ts";

const ring = process.argv[2];
if (ring !== "unit" && ring !== "process") {
  console.error("Usage: node scripts/test-vitest.ts unit|process [vitest arguments]");
  process.exit(2);
}
await forgetResult(ring);
await mkdir(RESULTS, { recursive: true });
const report = join(RESULTS, `vitest-${ring}.json`);
await rm(report, { force: true });
const vitest = [join(ROOT, "node_modules", "vitest", "vitest.mjs"), "run", "--project", ring];
vitest.push("--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...process.argv.slice(3));

const cut = ring === "process" ? await networkCut() : undefined;
if (ring === "process") {
  console.log(
    cut === undefined
      ? "This system cannot cut the network (unshare): it is left on."
      : `The process ring runs with the network cut (${cut.join(" ")}).`,
  );
}
const command = [...(cut ?? []), process.execPath, ...vitest];
const { code } = await runForCode(command[0] ?? "", command.slice(1), {
  env: { GEMWRIGHT_NETWORK_CUT: cut === undefined ? "" : "1" },
});
const result = await readReport(code);
await reportResult(ring, result);
process.exitCode = code === 0 && result.passed > 0 && result.failed === 0 ? 0 : 1;

/** Root needs no user namespace, and a test that gives up root cannot work inside one. */
async function networkCut(): Promise<readonly string[] | undefined> {
  if (process.platform !== "linux") return undefined;
  for (const flags of process.getuid?.() === 0 ? ["-n", "-rn"] : ["-rn"]) {
    const probe = await runForCode("unshare", [flags, "true"], { output: "quiet" }).catch(() => undefined);
    if (probe?.code === 0) return ["unshare", flags];
  }
  return undefined;
}

/** A ring that wrote no report, or failed outside its tests, counts as one failure. */
async function readReport(exitCode: number): Promise<RingResult> {
  const text = await readFile(report, "utf8").catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const counts = JSON.parse(text) as Record<"numPassedTests" | "numFailedTests" | "numPendingTests", number>;
  const failed = counts.numFailedTests;
  return {
    passed: counts.numPassedTests,
    failed: exitCode !== 0 && failed === 0 ? 1 : failed,
    skipped: counts.numPendingTests,
  };
}
