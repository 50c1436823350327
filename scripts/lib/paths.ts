/** Where things lie: the checkout, the cache shared by checkouts, what a run leaves behind. */
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout's root, absolute. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/[/\\]$/, "");

/** Written by every ring; ignored by git. */
export const RESULTS = join(ROOT, "out", "results");

/** Screenshots and server logs of the browser rings; ignored by git. */
export const SHOTS = join(ROOT, "out", "shots");

/** Big downloads that outlive a checkout: `GEMWRIGHT_CACHE`, else the user's cache directory. */
export function cacheDirectory(): string {
  const chosen = process.env["GEMWRIGHT_CACHE"];
  if (chosen !== undefined && chosen !== "") return chosen;
  const base = process.env["XDG_CACHE_HOME"];
  return join(base !== undefined && base !== "" ? base : join(homedir(), ".cache"), "gemwright");
}
