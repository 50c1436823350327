/** The VSIX of this machine from the present sources, for benchmarks in VS Code. */
import { packageTarget } from "../../../scripts/lib/package.ts";
import { buildBundles } from "../../../scripts/lib/stage.ts";
import { hostTarget } from "../../../scripts/lib/targets.ts";

/** Path of the packaged file. */
export async function freshVsix(): Promise<string> {
  const target = { target: hostTarget(), cpuOnly: true, bundles: await buildBundles() };
  return (await packageTarget(target)).path;
}
