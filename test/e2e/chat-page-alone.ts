/** The chat page alone, under its real policy: what a conversation in VS Code would take long to provoke. */
import { describe, it } from "mocha";
import { CHAT_PAGE_CHECKS, checkChatPage } from "../support/chat-page-checks.ts";
import type { Fixture } from "./fixture.ts";

export function chatPageAloneSuite(fixture: () => Fixture): void {
  describe("the chat page alone", () => {
    for (const name of CHAT_PAGE_CHECKS) it(`holds: ${name}`, () => checkChatPage(fixture().browser, name));
  });
}
