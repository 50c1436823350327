/** The repository in a chat: a pack for the question, attached part by part so that each is a source to open. */
import type { PackParams } from "../../protocol/context.ts";
import type { ChatAttachment } from "../../protocol/lsp.ts";
import type { ContextQuestion, ContextSource } from "../chat/context-source.ts";
import { uriOfPath } from "../workspace.ts";
import type { IndexedFolder } from "./folders.ts";
import { parseMentions } from "./mentions.ts";
import type { ContextService } from "./service.ts";

/** Tokens of a focus pack at most. */
const FOCUS_TOKENS = 32_768;
/** Share of the free window that a pack may take: earlier turns and the answer grow too. */
const FOCUS_SHARE = 0.5;
/** With `@repo` the user wants the window filled. */
const REPOSITORY_SHARE = 0.85;
/** Tokens of the label and the fence around each part, kept free in the budget. */
const FRAME_SHARE = 0.9;
/** A smaller pack would be names without code. */
const LEAST_TOKENS = 256;

/** Asked by the chat for every question. */
export function repositorySource(context: ContextService): ContextSource {
  return {
    name: "index",
    async gather(question, signal) {
      const { folders } = context;
      if (folders.length === 0) return [];
      const perFolder = folders.map(async (folder) => {
        const params = packParams(question, folder, folders.length);
        if (params === undefined) return [];
        const { sections } = await context.packed(params);
        signal.throwIfAborted();
        const name = folders.length > 1 ? `${folder.root.split(/[\\/]/).at(-1) ?? ""}/` : "";
        return sections.map((section): ChatAttachment => {
          const lines = `${section.startLine}-${section.endLine}`;
          return {
            uri: uriOfPath(`${folder.path}/${section.path}`),
            label: `${name}${section.path}:${lines}${section.level === "signatures" ? " (signatures)" : ""}`,
            startLine: section.startLine,
            text: section.text,
          };
        });
      });
      return (await Promise.all(perFolder)).flat();
    },
  };
}

function packParams(
  question: ContextQuestion,
  folder: IndexedFolder,
  folders: number,
): PackParams | undefined {
  const text = question.turns.at(-1)?.content ?? "";
  const { paths, repository } = parseMentions(text);
  const share = Math.floor((question.budgetTokens * (repository ? REPOSITORY_SHARE : FOCUS_SHARE)) / folders);
  const budget = repository ? share : Math.min(FOCUS_TOKENS, share);
  const budgetTokens = Math.floor(budget * FRAME_SHARE);
  if (budgetTokens < LEAST_TOKENS) return undefined;
  return {
    root: folder.uri,
    // Earlier questions say what "it" and "there" mean.
    query: question.turns
      .filter((turn) => turn.role === "user")
      .slice(-2)
      .map((turn) => turn.content)
      .join("\n"),
    mentions: paths.map((path) => uriOfPath(`${folder.path}/${path}`)),
    budgetTokens,
    mode: repository ? "repository" : "focus",
  };
}
