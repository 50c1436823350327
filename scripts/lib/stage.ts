/**
 * The staging directory of one target: only what ships. vsce runs `npm list` in it and packs what it finds, so
 * it holds a manifest without development dependencies and node_modules exactly as locked.
 */

import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyLocked, readLockfile, runtimePackages } from "./lockfile.ts";
import { bundledPackages, notices } from "./notices.ts";
import { ROOT } from "./paths.ts";
import { run } from "./run.ts";
import { BINARIES, type Target } from "./targets.ts";

const WORK = join(ROOT, ".cache", "package");

/** Runtime files in dist; maps and metadata of the development build are not among them. */
const SHIPPED_DIST = /\.(?:js|css|wasm|ttf|scm|query|json|svg)$/;

/**
 * Builds minified bundles in a directory of their own, so that the checkout's dist/ stays a development build.
 * Returns that directory; call once, stage several targets from it.
 */
export async function buildBundles(): Promise<string> {
  const home = join(WORK, "build");
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  // esbuild.mjs works on the current directory; links lead it to the real sources.
  for (const name of ["src", "grammars", "media", "node_modules", "package.json", "tsconfig.base.json"]) {
    if (existsSync(join(ROOT, name))) await symlink(join(ROOT, name), join(home, name));
  }
  const script = join(ROOT, "esbuild.mjs");
  await run(process.execPath, [script], { cwd: home, output: "quiet" });
  const packages = await bundledPackages(join(home, "dist"));
  await rm(join(home, "dist"), { recursive: true });
  await run(process.execPath, [script, "--minify"], { cwd: home, output: "quiet" });
  await writeFile(join(home, "THIRD-PARTY-NOTICES.txt"), await notices(packages));
  return home;
}

export interface StageOptions {
  readonly target: Target;
  /** Leaves the Vulkan binary out: smaller and faster, for tests. */
  readonly cpuOnly: boolean;
  /** Result of {@link buildBundles}. */
  readonly bundles: string;
}

/** Fills a fresh staging directory and returns its path. */
export async function stage(options: StageOptions): Promise<string> {
  const directory = join(WORK, options.target);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const lock = await readLockfile();
  const all = BINARIES[options.target].map((name) => `node_modules/@node-llama-cpp/${name}`);
  const binaries = options.cpuOnly ? all.slice(0, 1) : all;
  for (const path of [...runtimePackages(lock), ...binaries]) {
    await copyLocked(lock, path, join(directory, path));
  }
  const versions = binaries.map((path) => [
    path.slice("node_modules/".length),
    lock.get(path)?.version ?? "",
  ]);
  await writeManifest(directory, Object.fromEntries(versions));
  for (const name of ["LICENSE", "README.md", "CHANGELOG.md", ".vscodeignore", "media"]) {
    if (existsSync(join(ROOT, name))) await cp(join(ROOT, name), join(directory, name), { recursive: true });
  }
  await cp(join(options.bundles, "THIRD-PARTY-NOTICES.txt"), join(directory, "THIRD-PARTY-NOTICES.txt"));
  const dist = join(options.bundles, "dist");
  for (const name of await readdir(dist, { recursive: true })) {
    if (SHIPPED_DIST.test(name)) await cp(join(dist, name), join(directory, "dist", name));
  }
  return directory;
}

async function writeManifest(directory: string, binaries: Readonly<Record<string, string>>): Promise<void> {
  const manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
    [key: string]: unknown;
  };
  const {
    scripts: _scripts,
    devDependencies: _dev,
    overrides: _overrides,
    private: _private,
    ...kept
  } = manifest;
  const shipped = { ...kept, dependencies: { ...manifest.dependencies, ...binaries } };
  await writeFile(join(directory, "package.json"), `${JSON.stringify(shipped, null, 2)}\n`);
}
