/** What the index worker answers: packs for people, and the names that matter at a cursor for completion. */
import { createHash } from "node:crypto";
import createIgnore from "ignore";
import type { PackedFile, PackParams } from "../../protocol/context.ts";
import { fenced } from "../fence.ts";
import type { CountTokens } from "./index/token-counts.ts";
import type { FileRecord, IndexView } from "./index/view.ts";
import type { AroundOrder, Cursor, PackedContext, PackOrder, PackSection } from "./index/worker-protocol.ts";
import { changeTimes } from "./pack/change-order.ts";
import { TokenCounts } from "./pack/counts.ts";
import { type CursorPack, packCursor } from "./pack/cursor-pack.ts";
import { packFocus } from "./pack/focus-pack.ts";
import { packRepository } from "./pack/repository-pack.ts";
import { languageOfPath } from "./parse/languages.ts";
import { rankAtCursor } from "./rank/cursor.ts";
import type { NameGraph } from "./rank/name-graph.ts";
import { rankForQuestion } from "./rank/question.ts";

/** The same estimate as for the completion window: rather too many tokens. */
const CHARS_PER_TOKEN = 2.5;

/** `gemwright/pack`. Deterministic for the same index. */
export function answerPack(graph: NameGraph, order: PackOrder, count: CountTokens): PackedContext {
  const counts = new TokenCounts(count);
  const counted = order.model === undefined ? "estimate" : "model";
  if (order.cursor !== undefined) {
    const { text, tokens, files } = cursorPack(graph, order.cursor, counts, order.params.budgetTokens);
    return { text, tokens, files, omitted: [], digest: digestOf(text), counted, sections: [] };
  }
  const { params } = order;
  graph.weighAnew();
  const paths = graph.view.files().map((file) => file.path);
  const ranked = rankForQuestion(graph, {
    text: params.query ?? "",
    mentions: order.mentions.flatMap((mention) => resolveMention(mention, paths)),
    open: order.open,
  });
  const options = { budgetTokens: params.budgetTokens, allowed: allowedBy(params), ranked };
  const result = (params.mode === "focus" ? packFocus : packRepository)(graph, counts, options);
  return { ...result, counted, sections: sectionsOf(result.text, result.files, graph.view) };
}

/** Definitions of other files for a completion, as text that fences itself; empty when there are none. */
export function answerAround(graph: NameGraph, { cursor, maxChars }: AroundOrder): string {
  const counts = new TokenCounts((texts) => texts.map((text) => Math.ceil(text.length / CHARS_PER_TOKEN)));
  const { text } = cursorPack(graph, cursor, counts, Math.floor(maxChars / CHARS_PER_TOKEN));
  return text === "" ? "" : fenced(text);
}

function cursorPack(graph: NameGraph, cursor: Cursor, counts: TokenCounts, budgetTokens: number): CursorPack {
  const { view } = graph;
  const language = languageOfPath(cursor.path)?.id ?? "text";
  const files = new Map(view.files().map((file) => [file.path, file]));
  const changed = changeTimes([...files.values()]);
  return packCursor(rankAtCursor(graph, view, { ...cursor, language }), counts, {
    budgetTokens,
    // The document itself is what the completion prompt shows anyway.
    exclude: [{ path: cursor.path, startLine: 0, endLine: Number.POSITIVE_INFINITY }],
    changed: (path) => {
      const file = files.get(path);
      return file === undefined ? 0 : changed(file);
    },
  });
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function allowedBy({ include, exclude }: PackParams): (path: string) => boolean {
  const wanted = include === undefined ? undefined : createIgnore().add([...include]);
  const unwanted = createIgnore().add([...(exclude ?? [])]);
  return (path) => (wanted === undefined || wanted.ignores(path)) && !unwanted.ignores(path);
}

/** Files or folders a mention stands for: the path itself, or every path that ends with it. */
function resolveMention(mention: string, paths: readonly string[]): string[] {
  const plain = mention.replace(/\/$/, "");
  if (paths.includes(plain)) return [plain];
  if (paths.some((path) => path.startsWith(`${plain}/`))) return [`${plain}/`];
  return paths.filter((path) => path.endsWith(`/${plain}`));
}

/**
 * The parts of a pack with their places. Each part is a heading and a fence that its text cannot close, so the
 * text can be taken apart again without knowing what is inside.
 */
function sectionsOf(text: string, files: readonly PackedFile[], view: IndexView): PackSection[] {
  const shown = files.filter((file) => file.level !== "path");
  const sections: PackSection[] = [];
  const part = /### [^\n]*\n(`{3,})[^\n`]*\n/g;
  let file = shown[sections.length];
  for (let found = part.exec(text); found !== null && file !== undefined; found = part.exec(text)) {
    const fence = found[1] ?? "```";
    const end = text.indexOf(`\n${fence}\n`, part.lastIndex - 1);
    if (end === -1) break;
    const record = view.fileAt(file.path);
    sections.push(section(file, record, text.slice(part.lastIndex, end)));
    part.lastIndex = end + fence.length + 2;
    file = shown[sections.length];
  }
  return sections;
}

function section(file: PackedFile, record: FileRecord | undefined, text: string): PackSection {
  const { path, level, startLine = 1, endLine = Math.max(1, record?.lines ?? 1) } = file;
  return { path, level, startLine, endLine, text };
}
