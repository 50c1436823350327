/**
 * Every ring, in order: checks, unit, process, host, end to end. All run even when one fails; the last line is
 * `N passed, M failed` over all of them, and the exit code says the same.
 */
import { forgetResult, RINGS, type Ring, readResult, reportResult } from "./lib/results.ts";
import { runForCode } from "./lib/run.ts";

/** The npm scripts of a ring. */
const SCRIPTS: Readonly<Record<Ring, readonly string[]>> = {
  checks: ["check:format", "check:lint", "check:types", "check:unused"],
  unit: ["test:unit"],
  process: ["test:process"],
  host: ["test:host"],
  e2e: ["test:e2e"],
};

const started = Date.now();
const total = { passed: 0, failed: 0 };
for (const ring of RINGS) {
  const result = await runRing(ring);
  total.passed += result.passed;
  total.failed += result.failed;
}
console.log(`\nTook ${Math.round((Date.now() - started) / 1000)} s.`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

async function runRing(ring: Ring): Promise<{ passed: number; failed: number }> {
  await forgetResult(ring);
  let bad = 0;
  for (const script of SCRIPTS[ring]) {
    console.log(`\n=== ${script}`);
    const { code } = await runForCode("npm", ["run", "-s", script]);
    if (code !== 0) {
      bad += 1;
      console.error(`${script} failed with code ${code}.`);
    }
  }
  if (ring === "checks") {
    await reportResult(ring, { passed: SCRIPTS.checks.length - bad, failed: bad, skipped: 0 });
  }
  // A ring without counts, or with a bad exit code and none failed, has failed all the same.
  const result = (await readResult(ring)) ?? { passed: 0, failed: 1 };
  const failed = bad > 0 && result.failed === 0 ? 1 : result.failed;
  return { passed: result.passed, failed: result.passed === 0 && failed === 0 ? 1 : failed };
}
