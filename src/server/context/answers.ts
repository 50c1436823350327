/** What the index worker answers: packs for people, and the names that matter at a cursor for completion. */
import { createHash } from "node:crypto";
import createIgnore from "ignore";
import type { PackParams } from "../../protocol/context.ts";
import { fenced } from "../fence.ts";
import type { CountTokens } from "./index/token-counts.ts";
import type { IndexView } from "./index/view.ts";
import type { AroundOrder, Cursor, PackedContext, PackOrder } from "./index/worker-protocol.ts";
import { changeTimes } from "./pack/change-order.ts";
import { TokenCounts } from "./pack/counts.ts";
import { type CursorPack, packCursor } from "./pack/cursor-pack.ts";
import { packFocus } from "./pack/focus-pack.ts";
import { packRepository } from "./pack/repository-pack.ts";
import { Shown, type ShownPart } from "./pack/shown.ts";
import { languageOfPath } from "./parse/languages.ts";
import { rankAtCursor } from "./rank/cursor.ts";
import type { NameGraph } from "./rank/name-graph.ts";
import { rankForQuestion } from "./rank/question.ts";
import { readQuestion } from "./rank/question-words.ts";

/** The same estimate as for the completion window: rather too many tokens. */
const CHARS_PER_TOKEN = 2.5;
/** What {@link fenced} adds to a text that ends with a line break. */
const FENCE_CHARS = fenced("\n").length - 1;

/** `gemwright/pack`. Deterministic for the same index. */
export function answerPack(graph: NameGraph, order: PackOrder, count: CountTokens): PackedContext {
  const counts = new TokenCounts(count);
  const counted = order.model === undefined ? "estimate" : "model";
  const { params, cursor } = order;
  if (cursor !== undefined) {
    const { text, tokens, files } =
      params.maxChars === undefined
        ? cursorPack(graph, cursor, counts, params.budgetTokens)
        : aroundPack(graph, { cursor, maxChars: params.maxChars }, counts);
    return { text, tokens, files, omitted: [], digest: digestOf(text), counted, sections: [], outdated: [] };
  }
  graph.weighAnew();
  const paths = graph.view.files().map((file) => file.path);
  const asked = params.query !== undefined || order.mentions.length > 0;
  const question = readQuestion(params.query ?? "");
  const ranked = rankForQuestion(graph, {
    text: params.query ?? "",
    mentions: order.mentions.flatMap((mention) => resolveMention(mention, paths)),
    open: order.open,
  });
  const [shown, outdated] = currentParts(graph.view, order.shown);
  const options = { budgetTokens: params.budgetTokens, allowed: allowedBy(params) };
  const packed =
    params.mode === "focus"
      ? packFocus(graph, counts, { ...options, ranked, question, shown: new Shown(shown) })
      : packRepository(graph, counts, asked ? { ...options, ranked, question, shown } : options);
  return { ...packed, counted, outdated };
}

/** Those that are as the file is now, and the paths of the others. */
function currentParts(view: IndexView, parts: readonly ShownPart[]): [ShownPart[], string[]] {
  const isCurrent = ({ path, hash, map }: ShownPart): boolean => {
    const file = view.fileAt(path);
    // Asked for its text, the view looks at the file itself.
    return map !== undefined || (file?.hash === hash && view.text(file.id) !== undefined);
  };
  const current = new Map(parts.map((part) => [part, isCurrent(part)]));
  return [
    parts.filter((part) => current.get(part) === true),
    [...new Set(parts.filter((part) => current.get(part) !== true).map(({ path }) => path))],
  ];
}

/** Definitions of other files for a completion, as text that fences itself; empty when there are none. */
export function answerAround(graph: NameGraph, order: AroundOrder): string {
  return aroundPack(graph, order).text;
}

/**
 * A completion does not wait for the tokenizer: characters decide. `counts` only says what it came to. Never longer
 * than it may be, the fence included, which is longer where the text itself holds one.
 */
function aroundPack(graph: NameGraph, { cursor, maxChars }: AroundOrder, counts?: TokenCounts): CursorPack {
  const byLength = new TokenCounts((texts) => texts.map((text) => Math.ceil(text.length / CHARS_PER_TOKEN)));
  for (let room = maxChars - FENCE_CHARS; ; ) {
    const pack = cursorPack(graph, cursor, byLength, Math.floor(Math.max(0, room) / CHARS_PER_TOKEN));
    const text = pack.text === "" ? "" : fenced(pack.text);
    if (text.length <= maxChars) return { ...pack, text, tokens: (counts ?? byLength).one(text) };
    room -= text.length - maxChars;
  }
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
