/** The chat page alone in Chromium: the built page under its real content security policy, with a host of the test's own. */
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { pageHtml } from "../../src/client/chat/page-html.ts";
import type { HostMessage, PageMessage } from "../../src/protocol/chat-view.ts";
import themes from "./themes.json" with { type: "json" };

export type ThemeName = keyof typeof themes;

export interface ChatPage {
  readonly page: Page;
  /** What the page said to its host, oldest first. */
  readonly posted: () => Promise<readonly PageMessage[]>;
  readonly send: (message: HostMessage) => Promise<void>;
  /** Requests that left the page's own origin, and violations of its policy. */
  readonly incidents: readonly string[];
}

const ORIGIN = "http://chat.test";
const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript",
  css: "text/css",
  ttf: "font/ttf",
  html: "text/html",
};

/** `dist/` must have been built. */
export async function openChatPage(
  browser: Browser,
  { theme, width, height }: { theme: ThemeName; width: number; height: number },
): Promise<ChatPage> {
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 2 });
  const incidents: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") incidents.push(message.text());
  });
  page.on("pageerror", (error) => incidents.push(String(error)));
  await page.addInitScript(() => {
    const posted: unknown[] = [];
    Object.assign(globalThis, {
      posted,
      acquireVsCodeApi: () => ({ postMessage: (message: unknown) => posted.push(message) }),
    });
  });
  await page.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== ORIGIN) {
      incidents.push(`request to ${url.href}`);
      await route.abort();
      return;
    }
    const name = url.pathname === "/" ? "index.html" : url.pathname.slice(1);
    const body = await content(name, theme);
    await route.fulfill({ body, contentType: TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "text/plain" });
  });
  await page.goto(`${ORIGIN}/`);
  await page.waitForSelector(".composer");
  return {
    page,
    incidents,
    posted: () => page.evaluate("posted"),
    send: (message) => page.evaluate(`window.postMessage(${JSON.stringify(message)}, "*")`),
  };
}

async function content(name: string, theme: ThemeName): Promise<Buffer | string> {
  if (name === "theme.css") return themeCss(theme);
  if (name !== "index.html") return await readFile(new URL(`../../dist/${name}`, import.meta.url));
  const html = pageHtml({ cspSource: ORIGIN, script: "webview.js", style: "webview.css", nonce: "test" });
  return html
    .replace("</head>", '<link rel="stylesheet" href="theme.css" /></head>')
    .replace("<body>", `<body class="vscode-${theme}">`);
}

function themeCss(theme: ThemeName): string {
  const variables = Object.entries(themes[theme]).map(([name, value]) => `--vscode-${name}: ${value};`);
  return `:root { ${variables.join(" ")} }`;
}
