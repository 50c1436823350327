/** Builds the mocha suite that runs inside an extension host, and what it needs on disk. */
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./paths.ts";
import { run } from "./run.ts";

/** Bundles test/host into one file that finds mocha in node_modules and `vscode` in the host; returns its path. */
export async function buildHostSuite(): Promise<string> {
  const directory = join(ROOT, "out", "test");
  await mkdir(directory, { recursive: true });
  await writeFile(join(ROOT, "out", "package.json"), '{ "type": "commonjs" }\n');
  const file = join(directory, "index.js");
  await build({
    entryPoints: [join(ROOT, "test", "host", "index.ts")],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    sourcemap: "inline",
    // mocha is ESM: import() must stay import().
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
  return file;
}

/** The development build of the extension, into dist/. */
export async function buildExtension(): Promise<void> {
  await run(process.execPath, [join(ROOT, "esbuild.mjs")], { output: "quiet" });
}

/** A private copy of the sample workspace, so that tests and users may change it. */
export async function copySampleWorkspace(): Promise<{ path: string; remove: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), "gw-ws-"));
  const path = join(home, "sample-shop");
  await cp(join(ROOT, "test", "fixtures", "workspaces", "sample"), path, { recursive: true });
  return { path, remove: () => rm(home, { recursive: true, force: true }) };
}
