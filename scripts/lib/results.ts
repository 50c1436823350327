/** What a ring leaves behind: counts that the whole run adds up. A ring that ran nothing has not passed. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RESULTS } from "./paths.ts";

export const RINGS = ["checks", "unit", "process", "host", "e2e"] as const;
export type Ring = (typeof RINGS)[number];

export interface RingResult {
  readonly passed: number;
  readonly failed: number;
  /** Left out with a reason shown in the ring's own output. */
  readonly skipped: number;
}

/** Removes the counts of earlier runs: a ring that dies before it reports must not inherit them. */
export async function forgetResult(ring: Ring): Promise<void> {
  await rm(join(RESULTS, `${ring}.json`), { force: true });
}

/** Keeps the counts and prints the ring's summary line. */
export async function reportResult(ring: Ring, result: RingResult): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  await writeFile(join(RESULTS, `${ring}.json`), JSON.stringify(result));
  const skipped = result.skipped === 0 ? "" : `, ${result.skipped} skipped`;
  console.log(`\n${ring} ring: ${result.passed} passed, ${result.failed} failed${skipped}`);
}

/** undefined when the ring left no counts. */
export async function readResult(ring: Ring): Promise<RingResult | undefined> {
  const text = await readFile(join(RESULTS, `${ring}.json`), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as RingResult);
}
