/**
 * What a user sees while a chat answer streams: the time from a key to the first frame with ghost text, in VS Code in
 * Chromium with the VSIX installed, on the scripted counting model, with and without an answer being written beside
 * it, in pairs.
 *
 *   npm run bench -- beside-chat [--vsix FILE] [--pairs 12]
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { codeServerEntry } from "../../scripts/lib/code-server.ts";
import { ChatPage } from "../e2e/chat-page.ts";
import { GHOST_TEXT } from "../e2e/ghost-text.ts";
import { Workbench } from "../e2e/workbench.ts";
import { countingModel } from "../fixtures/models.ts";
import { launchBrowser } from "../support/browser.ts";
import { startCodeServer } from "../support/code-server.ts";
import { median, medianInterval, type Report, round, spread } from "./report.ts";
import { freshVsix } from "./shared/fresh-vsix.ts";

/** Not counted: fonts, code paths and caches become warm. */
const WARM_UP_PAIRS = 1;
/**
 * After the first key at a place, which reads its code; then comes the key that counts. Long enough for the large
 * window to be read without an answer beside it, which would otherwise be what the idle key waits for. Milliseconds.
 */
const REST_MS = 3500;
const LIMIT_MS = 30_000;

/** From the key to the first frame with ghost text. */
const MEASURE = `(() => {
  window.gwGhosts = [];
  addEventListener("keydown", ({ key, timeStamp }) => {
    if (key !== ">") return;
    const look = () => {
      if (${GHOST_TEXT} === "") requestAnimationFrame(look);
      else window.gwGhosts.push(performance.now() - timeStamp);
    };
    requestAnimationFrame(look);
  }, true);
})()`;

export async function run(args: readonly string[]): Promise<Report> {
  const { values } = parseArgs({
    args: [...args],
    options: { vsix: { type: "string" }, pairs: { type: "string", default: "12" } },
  });
  const count = Number(values.pairs) + WARM_UP_PAIRS;
  await using cleanup = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "gw-beside-"));
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "arrows.ts");
  await writeFile(file, lines(2 * count));
  const settings = { "gemwright.model.threads": 1, "gemwright.model.path": await countingModel() };
  const vsix = values.vsix ?? (await freshVsix());
  const server = await startCodeServer({ entry: await codeServerEntry(), vsix, settings });
  cleanup.defer(() => server.stop());
  const browser = await launchBrowser();
  cleanup.defer(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const window = await Workbench.open(context, server, { folder, file });
  await window.loadModel("counting model");
  await window.page.evaluate(MEASURE);
  return report(await measure(window, count));
}

interface Pair {
  readonly idle: number;
  readonly beside: number;
}

async function measure(window: Workbench, count: number): Promise<Pair[]> {
  const chat = new ChatPage(window);
  await chat.open();
  const pairs: Pair[] = [];
  for (let index = 0; index < count; index++) {
    const times = { idle: 0, beside: 0 };
    // Who goes first alternates: the machine's other work drifts.
    const order = index % 2 === 0 ? (["idle", "beside"] as const) : (["beside", "idle"] as const);
    for (const [turn, side] of order.entries()) {
      if (side === "beside") await begin(chat);
      times[side] = await ghostAfterKey(window, 4 * index + 2 * turn + 1);
      if (side === "beside") await stop(chat);
    }
    if (index >= WARM_UP_PAIRS) pairs.push(times);
  }
  return pairs;
}

async function begin(chat: ChatPage): Promise<void> {
  await chat.open();
  await chat.startNew();
  await chat.ask("Count for me.");
  await chat.state("streaming");
}

/** Fails when the answer was over before: then nothing was measured beside it. */
async function stop(chat: ChatPage): Promise<void> {
  await chat.state("streaming", 3000);
  await chat.button("Stop").click();
  await chat.state("stopped");
}

/** Goes to the end of a line, types the arrow that a suggestion follows, and takes the suggestion. Milliseconds. */
async function ghostAfterKey(window: Workbench, line: number): Promise<number> {
  const { page } = window;
  await page.locator(".editor-group-container.active .view-lines").first().click();
  await window.moveTo(line, 1);
  await page.keyboard.press("End");
  await page.keyboard.type("=");
  await page.waitForTimeout(REST_MS);
  await page.evaluate("window.gwGhosts.length = 0");
  await page.keyboard.type(">");
  const ms = await firstGhost(page);
  await page.keyboard.press("Tab");
  await window.ghost.becomes("");
  return ms;
}

async function firstGhost(page: Page): Promise<number> {
  await page.waitForFunction("window.gwGhosts.length > 0", undefined, { timeout: LIMIT_MS });
  return page.evaluate<number>("window.gwGhosts[0]");
}

/** Each ends before an arrow; between them others, for what repeats the line above is not shown. */
function lines(count: number): string {
  const pairs = Array.from(
    { length: count },
    (_, index) =>
      `export const add${index} = (a: number, b: number) \nexport const other${index} = ${index};\n`,
  );
  return pairs.join("");
}

function report(pairs: readonly Pair[]): Report {
  const ratios = pairs.map(({ idle, beside }) => beside / idle);
  const [low, high] = medianInterval(ratios);
  const idle = pairs.map((pair) => pair.idle);
  const beside = pairs.map((pair) => pair.beside);
  return {
    rows: [
      spread("ghost text, idle, ms", idle),
      spread("ghost text beside an answer, ms", beside),
      spread("ratio of the pairs", ratios),
    ],
    result: {
      idle_median_ms: round(median(idle)),
      beside_median_ms: round(median(beside)),
      ratio: round(median(ratios)),
      ratio_low: round(low),
      ratio_high: round(high),
      pairs: pairs.length,
    },
  };
}
