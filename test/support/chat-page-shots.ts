/** Pictures of the chat page in every state and theme: `node test/support/chat-page-shots.ts DIRECTORY`. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launchBrowser } from "./browser.ts";
import { openChatPage, type ThemeName } from "./chat-page.ts";
import { SCENES } from "./chat-page-scenes.ts";

const directory = process.argv[2];
if (directory === undefined) throw new Error("Name the directory the pictures go to.");
const only = process.argv[3];
await mkdir(directory, { recursive: true });
const browser = await launchBrowser();
try {
  for (const theme of ["dark", "light", "high-contrast"] satisfies readonly ThemeName[]) {
    for (const [name, scene] of Object.entries(SCENES)) {
      if (only !== undefined && !`${name}-${theme}`.includes(only)) continue;
      const { page, send, incidents } = await openChatPage(browser, { theme, width: 400, height: 720 });
      await send(scene);
      await page.waitForTimeout(200);
      await page.screenshot({ path: join(directory, `${name}-${theme}.png`) });
      for (const incident of incidents) console.error(`${name}-${theme}: ${incident}`);
      await page.close();
    }
  }
} finally {
  await browser.close();
}
