/**
 * `npm run bench -- NAME [options]` runs `test/bench/NAME.ts`, prints its table and, as the last line,
 * `RESULT NAME key=value …`. Ends with an error only when the benchmark could not run, not when it was slow.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Benchmark } from "./report.ts";

const [name = "", ...args] = process.argv.slice(2);
const path = join(import.meta.dirname, `${name}.ts`);
if (!/^[a-z][a-z-]*$/.test(name) || !existsSync(path)) {
  const known = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(".ts") && file !== "run.ts" && file !== "report.ts")
    .map((file) => file.slice(0, -3));
  console.error(`There is no benchmark “${name}”. Run one of: ${known.join(", ")}.`);
  process.exit(2);
}
try {
  const { run } = (await import(path)) as { readonly run: Benchmark };
  const { rows, result } = await run(args);
  console.table(rows);
  const figures = Object.entries(result).map(([key, value]) => `${key}=${value}`);
  console.log(`RESULT ${name} ${figures.join(" ")}`);
} catch (error) {
  console.error(`The benchmark ${name} could not run:`, error);
  process.exitCode = 1;
}
