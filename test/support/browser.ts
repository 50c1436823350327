/** The Chromium of the browser rings: the system's, headless, never downloaded. */
import { type Browser, chromium } from "playwright-core";
import { findBrowser } from "../../scripts/lib/prerequisites.ts";

const ARGUMENTS: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Ends with `browser.close()`. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    throw new Error("No Chromium found. Install it (apt-get install chromium) or set CHROMIUM=/path.");
  }
  return chromium.launch({ executablePath, args: [...ARGUMENTS], headless: true });
}
