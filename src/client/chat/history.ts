import * as vscode from "vscode";
import type { ChatLog, ConversationSummary } from "./chat-log.ts";

const SHOWN = 100;

/** Lets the user pick one of the recent conversations; undefined when there is none or none was picked. */
export async function pickConversation(log: ChatLog, current: string): Promise<string | undefined> {
  const items = log.list(SHOWN).then((found) => found.map((summary) => item(summary, current)));
  const picked = await vscode.window.showQuickPick(items, {
    title: "Recent chats",
    placeHolder: "Conversations of this workspace, newest first",
    matchOnDescription: true,
  });
  return picked?.id;
}

function item(summary: ConversationSummary, current: string): vscode.QuickPickItem & { id: string } {
  const when = new Date(summary.at).toLocaleString();
  const description = summary.id === current ? `${when} — open now` : when;
  return { id: summary.id, label: summary.title, description };
}
