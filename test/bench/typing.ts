/**
 * What typing feels like with Gemwright and without it: the time from a key to the end of the frame that shows it,
 * in VS Code in Chromium. Two servers of their own, one with the VSIX installed, the practice model loaded and
 * suggestions coming, one without; lines are typed in turn in the two windows, and compared pair by pair.
 *
 *   npm run bench -- typing [--vsix FILE] [--pairs 12] [--delay 80]
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { codeServerEntry } from "../../scripts/lib/code-server.ts";
import { Workbench } from "../e2e/workbench.ts";
import { practiceModel } from "../fixtures/models.ts";
import { launchBrowser } from "../support/browser.ts";
import { type CodeServer, startCodeServer } from "../support/code-server.ts";
import { median, medianInterval, quantile, type Report, round, spread } from "./report.ts";
import { freshVsix } from "./shared/fresh-vsix.ts";

/** Not counted: fonts, code paths and caches become warm. */
const WARM_UP_PAIRS = 2;
/** Typed in both windows: what is typed must not depend on what an editor adds by itself. */
const SETTINGS = {
  "editor.autoIndent": "none",
  "editor.autoClosingBrackets": "never",
  "editor.acceptSuggestionOnEnter": "off",
  "gemwright.model.threads": 1,
};

/** From the key to the end of the frame after it: a message posted in a frame is read once it is painted. */
const MEASURE = `(() => {
  window.gwKeys = [];
  addEventListener("keydown", ({ timeStamp }) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.gwKeys.push(performance.now() - timeStamp);
      port2.postMessage(0);
    });
  }, true);
})()`;

interface Side {
  readonly name: "with" | "without";
  readonly page: Page;
}

interface Pair {
  readonly with: readonly number[];
  readonly without: readonly number[];
}

export async function run(args: readonly string[]): Promise<Report> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      vsix: { type: "string" },
      pairs: { type: "string", default: "12" },
      delay: { type: "string", default: "80" },
    },
  });
  const vsix = values.vsix ?? (await freshVsix());
  const folder = await mkdtemp(join(tmpdir(), "gw-type-"));
  await writeFile(join(folder, "typed.py"), "");
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  const entry = await codeServerEntry();
  const gemwright = { ...SETTINGS, "gemwright.model.path": await practiceModel() };
  const withIt = await startCodeServer({ entry, vsix, settings: gemwright });
  cleanup.defer(() => withIt.stop());
  const without = await startCodeServer({ entry, settings: SETTINGS });
  cleanup.defer(() => without.stop());
  const browser = await launchBrowser();
  cleanup.defer(() => browser.close());
  const file = join(folder, "typed.py");
  const sides: readonly [Side, Side] = [
    { name: "with", page: await gemwrightPage(browser, withIt, { folder, file }) },
    { name: "without", page: await plainPage(browser, without, { folder, file }) },
  ];
  return report(await measure(sides, Number(values.pairs), Number(values.delay)));
}

interface Place {
  readonly folder: string;
  readonly file: string;
}

/** A window in which suggestions come. */
async function gemwrightPage(browser: Browser, server: CodeServer, place: Place): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const window = await Workbench.open(context, server, place);
  await window.loadModel("practice model");
  await window.page.locator(".monaco-editor .view-lines").first().click();
  await window.page.keyboard.type("return ", { delay: 50 });
  await window.ghostText();
  await window.page.keyboard.press("Escape");
  await window.page.keyboard.press("Enter");
  await window.page.evaluate(MEASURE);
  return window.page;
}

/** The same window without the extension. */
async function plainPage(browser: Browser, server: CodeServer, { folder, file }: Place): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(server.folderUrl(folder, [["openFile", server.remoteUri(file)]]));
  await page.locator(".monaco-editor .view-lines").first().click();
  await page.keyboard.type("return ", { delay: 50 });
  await page.keyboard.press("Enter");
  await page.evaluate(MEASURE);
  return page;
}

async function measure(sides: readonly [Side, Side], count: number, delayMs: number): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let index = 0; index < count + WARM_UP_PAIRS; index += 1) {
    const line = `def step_${index}(value, items): return value + ${index}`;
    // Who goes first alternates: the machine's other work drifts.
    const order = index % 2 === 0 ? sides : sides.toReversed();
    const times = { with: [] as readonly number[], without: [] as readonly number[] };
    for (const { name, page } of order) times[name] = await typeLine(page, line, delayMs);
    if (index >= WARM_UP_PAIRS) pairs.push(times);
  }
  return pairs;
}

/** One time per key, ms. */
async function typeLine(page: Page, line: string, delayMs: number): Promise<readonly number[]> {
  await page.bringToFront();
  await page.evaluate("window.gwKeys.length = 0");
  await page.keyboard.type(line, { delay: delayMs });
  await page.waitForTimeout(200);
  const times = await page.evaluate<number[]>("window.gwKeys");
  if (times.length !== line.length)
    throw new Error(`${line.length} keys typed, ${times.length} frames seen.`);
  // The list of words and the ghost text would take the line end for themselves.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  // A page behind another one draws nothing: these keys' frames would be counted with the next line's.
  await page.waitForTimeout(200);
  return times;
}

function report(pairs: readonly Pair[]): Report {
  const on = pairs.flatMap((pair) => pair.with);
  const off = pairs.flatMap((pair) => pair.without);
  const ratios = pairs.map((pair) => median(pair.with) / median(pair.without));
  const [low, high] = medianInterval(ratios);
  return {
    rows: [spread("with Gemwright, ms", on), spread("without, ms", off)],
    result: {
      on_median_ms: round(median(on)),
      off_median_ms: round(median(off)),
      on_p95_ms: round(quantile(on, 0.95)),
      off_p95_ms: round(quantile(off, 0.95)),
      ratio: round(median(ratios)),
      ratio_low: round(low),
      ratio_high: round(high),
      keys: on.length,
    },
  };
}
