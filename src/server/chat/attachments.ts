/** Attachments as the model reads them: a label with path and lines, then the text inside a safe fence. */
import type { ChatSource } from "../../protocol/lsp.ts";
import { fenced } from "../fence.ts";
import { showHiddenCharacters } from "../hidden-unicode.ts";
import type { ContextPart } from "./context-source.ts";

/** An attachment as far as it fits into the window. */
export interface FittedAttachment {
  readonly attachment: ContextPart;
  /** Whole lines kept from the start of the text. */
  readonly keptLines: number;
  readonly totalLines: number;
}

export function wholeAttachment(attachment: ContextPart): FittedAttachment {
  const totalLines = linesOf(attachment.text).length;
  return { attachment, keptLines: totalLines, totalLines };
}

/** The block of the prompt. Hidden characters are escaped visibly; a cut is said in words. */
export function renderAttachment({ attachment, keptLines, totalLines }: FittedAttachment): string {
  if (attachment.block !== undefined && keptLines === totalLines) return attachment.block;
  const label = showHiddenCharacters(attachment.label).replaceAll(/\s+/g, " ");
  const lines = linesOf(attachment.text);
  const text = showHiddenCharacters(lines.slice(0, keptLines).join("\n"));
  const info = attachment.languageId?.replaceAll(/[^\w+#.-]/g, "") ?? "";
  const note =
    keptLines === totalLines
      ? ""
      : `\n(${totalLines - keptLines} of ${totalLines} lines were left out: the context window is full.)`;
  return `Attached: ${label}\n${fenced(text, info)}${note}`;
}

/** The line for the user's list of sources; says when a text was cut or left out. */
export function attachmentSource(fitted: FittedAttachment, tokens: number): ChatSource {
  const { attachment, keptLines, totalLines } = fitted;
  const startLine = attachment.startLine ?? 1;
  const cut =
    keptLines === totalLines ? "" : ` (${keptLines} of ${totalLines} lines: the context window is full)`;
  return {
    uri: attachment.uri ?? "",
    label: attachment.label + cut,
    startLine,
    endLine: Math.max(startLine, startLine + keptLines - 1),
    tokens,
  };
}

function linesOf(text: string): string[] {
  return text.replaceAll("\r\n", "\n").replace(/\n$/, "").split("\n");
}
