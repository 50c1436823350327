/** `npm run package -- --target linux-x64 | --all [--cpu-only]`: builds audited VSIXes into dist-vsix/. */
import { parseArgs } from "node:util";
import { type PackageResult, packageTarget } from "./lib/package.ts";
import { buildBundles } from "./lib/stage.ts";
import { BINARIES, hostTarget, isTarget, TARGETS } from "./lib/targets.ts";

const { values } = parseArgs({
  options: {
    target: { type: "string", multiple: true },
    all: { type: "boolean", default: false },
    "cpu-only": { type: "boolean", default: false },
  },
});

const wanted = values.all ? [...TARGETS] : (values.target ?? [hostTarget()]);
const unknown = wanted.filter((name) => !isTarget(name));
if (unknown.length > 0) {
  console.error(`Unknown target ${unknown.join(", ")}. Targets: ${TARGETS.join(", ")}.`);
  process.exit(2);
}

const bundles = await buildBundles();
const results: PackageResult[] = [];
for (const target of wanted.filter(isTarget)) {
  const result = await packageTarget({ target, cpuOnly: values["cpu-only"], bundles });
  console.log(`Wrote ${result.path}`);
  results.push(result);
}
const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1);
console.table(
  results.map((result) => ({
    target: result.target,
    files: result.files,
    "VSIX MB": megabytes(result.packed),
    "installed MB": megabytes(result.unpacked),
    binaries: BINARIES[result.target].slice(0, values["cpu-only"] ? 1 : undefined).join(", "),
  })),
);
