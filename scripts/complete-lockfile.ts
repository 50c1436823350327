/**
 * `node scripts/complete-lockfile.ts`: run it after `npm install` changed package-lock.json. A registry mirror
 * may lack the binaries of other platforms; npm then leaves them out of the lockfile and `npm ci` refuses it
 * ("Missing: … from lock file"). This adds an entry for each, taken from the package that names it, with the
 * platform its name says, so that npm skips it elsewhere and installs it where it fits.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./lib/paths.ts";
import { completeLockfile, type RawLockfile } from "./lib/platform-entries.ts";

const path = join(ROOT, "package-lock.json");
const lock = JSON.parse(await readFile(path, "utf8")) as RawLockfile;
const { completed, added } = completeLockfile(lock);
if (added.length > 0) await writeFile(path, `${JSON.stringify(completed, null, 2)}\n`);
console.log(`${added.length} platform packages added to package-lock.json.`);
for (const name of added) console.log(`  ${name}`);
