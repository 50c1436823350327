/** Reads package-lock.json: what ships is exactly what it names, checked against its hashes. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheDirectory, ROOT } from "./paths.ts";
import { run } from "./run.ts";

interface LockedPackage {
  readonly version: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
}

/** `node_modules/…` path → what is locked there. */
export type Lockfile = ReadonlyMap<string, LockedPackage>;

export async function readLockfile(): Promise<Lockfile> {
  const text = await readFile(join(ROOT, "package-lock.json"), "utf8");
  const { packages } = JSON.parse(text) as { packages: Record<string, LockedPackage> };
  return new Map(Object.entries(packages).filter(([path]) => path !== ""));
}

/** Paths of everything a user needs at run time, platform binaries left out. */
export function runtimePackages(lock: Lockfile): string[] {
  return [...lock]
    .filter(([, entry]) => !entry.dev && !entry.optional && !entry.devOptional && !entry.peer)
    .map(([path]) => path);
}

/**
 * Copies a locked package to `destination`: from node_modules when npm installed it there (and so checked it),
 * else from the registry, checked here against the lockfile's hash.
 */
export async function copyLocked(lock: Lockfile, path: string, destination: string): Promise<void> {
  const entry = lock.get(path);
  if (entry === undefined) throw new Error(`package-lock.json does not name ${path}. Run npm install.`);
  const installed = join(ROOT, path);
  const source =
    (await installedVersion(installed)) === entry.version ? installed : await download(path, entry);
  await mkdir(destination, { recursive: true });
  // A nested node_modules is named by the lockfile itself, package by package.
  await cp(source, destination, {
    recursive: true,
    filter: (from) => from !== join(source, "node_modules"),
  });
}

async function installedVersion(directory: string): Promise<string | undefined> {
  const text = await readFile(join(directory, "package.json"), "utf8").catch(() => "{}");
  return (JSON.parse(text) as { version?: string }).version;
}

async function download(path: string, entry: LockedPackage): Promise<string> {
  const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  if (entry.integrity === undefined) {
    throw new Error(
      `package-lock.json has no hash for ${name}@${entry.version}: it cannot be fetched safely.`,
    );
  }
  const home = join(cacheDirectory(), "npm", `${name.replace("/", "-")}-${entry.version}`);
  const content = join(home, "package");
  if (existsSync(content)) return content;
  const work = `${home}.${process.pid}.tmp`;
  await mkdir(work, { recursive: true });
  try {
    const spec = `${name}@${entry.version}`;
    console.log(`Fetching ${spec} …`);
    await run("npm", ["pack", spec, "--pack-destination", work, "--loglevel=error"], { output: "quiet" });
    const archive = (await readdir(work)).find((file) => file.endsWith(".tgz"));
    if (archive === undefined) throw new Error(`npm pack ${spec} wrote no archive.`);
    verify(await readFile(join(work, archive)), entry.integrity, spec);
    await run("tar", ["-xzf", join(work, archive), "-C", work]);
    await rm(join(work, archive));
    await rm(home, { recursive: true, force: true });
    await cp(work, home, { recursive: true });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return content;
}

function verify(bytes: Buffer, integrity: string, spec: string): void {
  const [algorithm = "", expected = ""] = integrity.split(/-(.*)/s);
  const actual = createHash(algorithm).update(bytes).digest("base64");
  if (actual !== expected) {
    throw new Error(`${spec} is not what package-lock.json names: expected ${integrity}, got ${actual}.`);
  }
}
