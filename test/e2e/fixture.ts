/** What the end-to-end suites share: one server with the installed VSIX, one browser, one first window. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { copySampleWorkspace } from "../../scripts/lib/host-suite.ts";
import { SHOTS } from "../../scripts/lib/paths.ts";
import { choosingModel, countingModel, practiceModel } from "../fixtures/models.ts";
import { launchBrowser } from "../support/browser.ts";
import { type CodeServer, startCodeServer } from "../support/code-server.ts";
import { Workbench } from "./workbench.ts";

/** Seconds the sidecar outlives the last window: short, so that a test can wait for it. */
export const KEEP_ALIVE_SECONDS = 4;

/**
 * VS Code has no key of its own for accepting one line of a suggestion, and those for another suggestion lie
 * elsewhere on every keyboard.
 */
const KEYBINDINGS = [
  { key: "ctrl+alt+l", command: "editor.action.inlineSuggest.acceptNextLine" },
  { key: "ctrl+alt+n", command: "editor.action.inlineSuggest.showNext" },
  { key: "ctrl+alt+p", command: "editor.action.inlineSuggest.showPrevious" },
].map((binding) => ({ ...binding, when: "inlineSuggestionVisible && !editorReadonly" }));

export interface Models {
  readonly practice: string;
  /** Thinks and counts for seconds: long enough to be watched, and killed in the middle. */
  readonly counting: string;
  /** Has two suggestions after `= Math.`. */
  readonly choosing: string;
}

export interface Fixture {
  readonly server: CodeServer;
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly models: Models;
  /** Absolute folder of the first window. */
  readonly workspace: string;
  /** The first window; every suite leaves it usable for the next. */
  readonly window: Workbench;
  /** Changes user settings; VS Code notices by itself. */
  readonly settings: (changes: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Keeps a picture of the first window, or of `page`. */
  readonly shot: (name: string, page?: Page) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts everything, without a model chosen. */
export async function openFixture(entry: string, vsix: string): Promise<Fixture> {
  await mkdir(SHOTS, { recursive: true });
  const models = {
    practice: await practiceModel(),
    counting: await countingModel(),
    choosing: await choosingModel(),
  };
  const workspace = await copySampleWorkspace();
  let settings: Readonly<Record<string, unknown>> = {
    "gemwright.model.path": "",
    "gemwright.model.threads": 1,
    "gemwright.model.keepAliveSeconds": KEEP_ALIVE_SECONDS,
    "workbench.colorTheme": "Dark Modern",
  };
  const server = await startCodeServer({ entry, vsix, settings, keybindings: KEYBINDINGS });
  const browser = await launchBrowser();
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  context.setDefaultTimeout(20_000);
  const close = async () => {
    await browser.close();
    await server.stop();
    await workspace.remove();
  };
  try {
    const window = await Workbench.open(context, server, {
      folder: workspace.path,
      file: join(workspace.path, "src", "totals.ts"),
    });
    return {
      server,
      browser,
      context,
      models,
      workspace: workspace.path,
      window,
      async settings(changes) {
        settings = { ...settings, ...changes };
        await server.writeSettings(settings);
      },
      async shot(name, page = window.page) {
        await page.screenshot({ path: join(SHOTS, `${name}.png`) });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
