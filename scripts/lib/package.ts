/** Builds one VSIX and refuses it when it holds a stray or has outgrown its budget. */
import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./paths.ts";
import { run } from "./run.ts";
import { stage } from "./stage.ts";
import type { Target } from "./targets.ts";
import { auditVsix } from "./vsix-audit.ts";
import { listZip } from "./zip.ts";

/** Where VSIXes are written; ignored by git. */
const OUTPUT = join(ROOT, "dist-vsix");

export interface PackageResult {
  readonly target: Target;
  readonly path: string;
  readonly files: number;
  /** Size of the archive, bytes. */
  readonly packed: number;
  /** Size once installed, bytes. */
  readonly unpacked: number;
}

export interface PackageOptions {
  readonly target: Target;
  readonly cpuOnly: boolean;
  /** Result of `buildBundles`. */
  readonly bundles: string;
}

/** Stages, packs and audits one target; throws with every finding. */
export async function packageTarget(options: PackageOptions): Promise<PackageResult> {
  const { target, cpuOnly } = options;
  const directory = await stage(options);
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as { version: string };
  await mkdir(OUTPUT, { recursive: true });
  const path = join(OUTPUT, `gemwright-${version}-${target}${cpuOnly ? "-cpu" : ""}.vsix`);
  const vsce = join(ROOT, "node_modules", "@vscode", "vsce", "vsce");
  const flags = ["--allow-missing-repository", "--no-rewrite-relative-links", "--no-update-package-json"];
  await run(process.execPath, [vsce, "package", "--target", target, "--out", path, ...flags], {
    cwd: directory,
    output: "quiet",
  });
  const entries = await listZip(path);
  const packed = (await stat(path)).size;
  const problems = auditVsix(entries, packed, { target, cpuOnly, budget: await budgetOf(target, cpuOnly) });
  if (problems.length > 0) {
    const shown = problems.slice(0, 20).map((problem) => `  ${problem}`);
    throw new Error(`${path} is not fit to ship, ${problems.length} findings:\n${shown.join("\n")}`);
  }
  const unpacked = entries.reduce((sum, entry) => sum + entry.size, 0);
  return { target, path, files: entries.length, packed, unpacked };
}

async function budgetOf(target: Target, cpuOnly: boolean): Promise<number> {
  const text = await readFile(join(ROOT, "scripts", "vsix-budgets.json"), "utf8");
  const budgets = JSON.parse(text) as Record<string, number>;
  const name = cpuOnly ? `${target}-cpu` : target;
  const megabytes = budgets[name] ?? budgets[target];
  if (megabytes === undefined) throw new Error(`scripts/vsix-budgets.json has no budget for ${name}.`);
  return megabytes * 1_000_000;
}
