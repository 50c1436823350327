/**
 * Finds or installs code-server, the VS Code that every ring with a real editor runs in. It is 617 MB and takes
 * two minutes to install, so it lives in the user's cache, once for all checkouts, not in node_modules.
 */
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { cacheDirectory } from "./paths.ts";
import { ensurePrerequisites } from "./prerequisites.ts";
import { run } from "./run.ts";

/** Bundles Code OSS 1.139.1. */
export const CODE_SERVER_VERSION = "4.139.1";
const ENTRY = join("node_modules", "code-server", "out", "node", "entry.js");

/**
 * Its install script refuses any Node but 24 by the user agent, which an outer `npm test` on another Node hands
 * down; without one, npm names the Node that runs it.
 */
const INSTALL_ENVIRONMENT: NodeJS.ProcessEnv = {
  npm_config_ignore_scripts: "false",
  npm_config_user_agent: undefined,
};

/** Absolute path of code-server's `entry.js`: `CODE_SERVER` if set, else the cached copy, installed if missing. */
export async function codeServerEntry(): Promise<string> {
  const chosen = process.env["CODE_SERVER"];
  if (chosen !== undefined && chosen !== "") {
    if (existsSync(chosen)) return chosen;
    throw new Error(
      `CODE_SERVER names ${chosen}, which does not exist. Name code-server's out/node/entry.js.`,
    );
  }
  const home = join(cacheDirectory(), `code-server-${CODE_SERVER_VERSION}`);
  const entry = join(home, ENTRY);
  if (existsSync(entry)) return entry;
  await mkdir(dirname(home), { recursive: true });
  await withLock(`${home}.lock`, async () => {
    if (!existsSync(entry)) await install(home);
  });
  return entry;
}

/** Installs beside the final place and renames: a broken install is never found by the next run. */
async function install(home: string): Promise<void> {
  await ensurePrerequisites(["compile"]);
  const temporary = `${home}.${process.pid}.tmp`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  await writeFile(join(temporary, "package.json"), '{ "name": "code-server-home", "private": true }\n');
  console.log(
    `Installing code-server ${CODE_SERVER_VERSION} into ${home} (once; about two minutes, 620 MB) …`,
  );
  const started = Date.now();
  const tick = setInterval(() => {
    console.log(`  … still installing, ${Math.round((Date.now() - started) / 1000)} s`);
  }, 15_000);
  try {
    await run(
      "npm",
      ["install", "--no-audit", "--no-fund", "--loglevel=error", `code-server@${CODE_SERVER_VERSION}`],
      { cwd: temporary, output: "quiet", env: INSTALL_ENVIRONMENT },
    );
    if (!existsSync(join(temporary, ENTRY))) {
      throw new Error(`npm installed code-server ${CODE_SERVER_VERSION}, but ${ENTRY} is missing.`);
    }
    await rename(temporary, home);
  } finally {
    clearInterval(tick);
    await rm(temporary, { recursive: true, force: true });
  }
  console.log(`code-server is installed (${Math.round((Date.now() - started) / 1000)} s).`);
}

/** A lock directory holding its owner's process id; one left by a dead process is taken over. */
async function withLock(path: string, work: () => Promise<void>): Promise<void> {
  let told = false;
  while (!(await takeLock(path))) {
    if (!told) console.log("Another run is installing code-server; waiting for it …");
    told = true;
    await delay(1000);
  }
  try {
    await work();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

async function takeLock(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    await writeFile(join(path, "pid"), String(process.pid));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const owner = Number(await readFile(join(path, "pid"), "utf8").catch(() => ""));
  if (owner > 0 && !isAlive(owner)) await rm(path, { recursive: true, force: true });
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
