/**
 * What code-server and the browser rings need from the system. On a Debian-like machine as root the missing
 * packages are installed without a question; elsewhere the command to run is named.
 */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.ts";

interface Prerequisite {
  /** Debian's package name. */
  readonly package: string;
  readonly present: () => boolean;
}

function onPath(name: string): string | undefined {
  for (const directory of (process.env["PATH"] ?? "").split(delimiter)) {
    if (directory !== "" && existsSync(join(directory, name))) return join(directory, name);
  }
  return undefined;
}

const BROWSERS: readonly string[] = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** `CHROMIUM`, else an installed Chromium or Chrome; undefined when there is none. */
export function findBrowser(): string | undefined {
  const chosen = process.env["CHROMIUM"];
  if (chosen !== undefined && chosen !== "") return chosen;
  return BROWSERS.find((path) => existsSync(path));
}

const COMPILE: readonly Prerequisite[] = [
  { package: "build-essential", present: () => onPath("make") !== undefined && onPath("g++") !== undefined },
  { package: "python3", present: () => onPath("python3") !== undefined },
  // Header of the kerberos addon, which code-server compiles.
  {
    package: "libkrb5-dev",
    present: () => process.platform !== "linux" || existsSync("/usr/include/gssapi/gssapi.h"),
  },
];
const BROWSE: readonly Prerequisite[] = [{ package: "chromium", present: () => findBrowser() !== undefined }];
const PROGRAMS: readonly Prerequisite[] = [
  { package: "python3", present: () => onPath("python3") !== undefined },
];

/** `compile`: to install code-server; `browser`: to drive it; `programs`: what the sample workspace runs. */
export type Need = "compile" | "browser" | "programs";
const NEEDS: Readonly<Record<Need, readonly Prerequisite[]>> = {
  compile: COMPILE,
  browser: BROWSE,
  programs: PROGRAMS,
};

/** Installs what is missing, or stops with the command that does. */
export async function ensurePrerequisites(needs: readonly Need[]): Promise<void> {
  const missing = [
    ...new Set(
      needs
        .flatMap((need) => NEEDS[need])
        .filter((item) => !item.present())
        .map((item) => item.package),
    ),
  ];
  if (missing.length === 0) return;
  const install = ["apt-get", "install", "-y", "--no-install-recommends", ...missing];
  if (process.getuid?.() !== 0 || onPath("apt-get") === undefined) {
    throw new Error(
      `These programs are needed and missing: ${missing.join(", ")}. ` +
        `On Debian or Ubuntu run: sudo apt-get update && sudo ${install.join(" ")}. ` +
        `Elsewhere install their equivalents (a Chromium or Chrome can be named with CHROMIUM=/path).`,
    );
  }
  console.log(`Installing ${missing.join(", ")} with apt-get …`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { env });
  await run("apt-get", [...install.slice(1), "-qq"], { env });
}
