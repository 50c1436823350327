/** The code of a failure's workspace frames, as attachments: enclosing blocks, merged where they overlap. */
import { readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import type { ChatAttachment } from "../../protocol/lsp.ts";
import type { TracebackError, TracebackFailure, TracebackFrame } from "../../protocol/traceback.ts";
import { holdsPrivateKey } from "../context/index/scan/private-keys.ts";
import { isSecretPath } from "../context/index/scan/secrets.ts";
import { pathOfUri, uriOfPath, type Workspace } from "../workspace.ts";
import { enclosingBlock, type LineRange } from "./enclosing.ts";

/** Text of an open document, unsaved changes included; undefined when it is not open. */
export type OpenText = (uri: string) => string | undefined;

interface FileBlocks {
  readonly uri: string;
  readonly languageId: string;
  readonly lines: readonly string[];
  ranges: LineRange[];
}

const MAX_FILE_BYTES = 1_000_000;
const MAX_FRAMES = 12;
const LANGUAGES: Readonly<Record<string, string>> = {
  ".py": "python",
  ".js": "javascript",
  ".mjs": "javascript",
  ".cjs": "javascript",
  ".jsx": "javascriptreact",
  ".ts": "typescript",
  ".mts": "typescript",
  ".cts": "typescript",
  ".tsx": "typescriptreact",
};

/** Innermost frame first; the causes' frames come after the failure's own. */
export function gatherFrames(
  failure: TracebackFailure,
  workspace: Workspace,
  openText: OpenText,
): ChatAttachment[] {
  const files = new Map<string, FileBlocks>();
  const order: FileBlocks[] = [];
  for (const frame of workspaceFrames(failure).slice(0, MAX_FRAMES)) {
    const file = frameFile(frame, workspace);
    if (file === undefined) continue;
    let blocks = files.get(file);
    if (blocks === undefined) {
      blocks = readBlocks(file, openText);
      if (blocks === undefined) continue;
      files.set(file, blocks);
      order.push(blocks);
    }
    if (frame.line > blocks.lines.length) continue;
    addRange(blocks, enclosingBlock(blocks.lines, frame.line, blocks.languageId));
  }
  return order.flatMap((blocks) => blocks.ranges.map((range) => toAttachment(blocks, range, workspace)));
}

function workspaceFrames(failure: TracebackFailure): TracebackFrame[] {
  const errors: readonly TracebackError[] = [failure, ...failure.causes];
  return errors
    .flatMap((error) => [...error.frames].reverse())
    .filter((frame) => frame.origin === "workspace");
}

/** The frame comes back from the editor: where it points is checked again before anything is read. */
function frameFile(frame: TracebackFrame, workspace: Workspace): string | undefined {
  const path = frame.resolvedUri === undefined ? undefined : pathOfUri(frame.resolvedUri);
  const file = path === undefined ? undefined : workspace.realFile(path);
  return file === undefined || isSecretPath(workspace.pathInFolder(uriOfPath(file))) ? undefined : file;
}

function readBlocks(file: string, openText: OpenText): FileBlocks | undefined {
  const uri = uriOfPath(file);
  const text = openText(uri) ?? readText(file);
  if (text === undefined || holdsPrivateKey(text)) return undefined;
  const languageId = LANGUAGES[extname(file)] ?? extname(file).slice(1);
  return { uri, languageId, lines: text.replaceAll("\r\n", "\n").split("\n"), ranges: [] };
}

function readText(file: string): string | undefined {
  try {
    return statSync(file).size > MAX_FILE_BYTES ? undefined : readFileSync(file, "utf8");
  } catch {
    return undefined; // removed or made unreadable since the failure
  }
}

/** Keeps the order of the first mention; a range that touches another is merged into it. */
function addRange(blocks: FileBlocks, added: LineRange): void {
  let merged = added;
  let place = blocks.ranges.length;
  const kept: LineRange[] = [];
  for (const range of blocks.ranges) {
    if (range.start <= merged.end + 1 && merged.start <= range.end + 1) {
      merged = { start: Math.min(range.start, merged.start), end: Math.max(range.end, merged.end) };
      place = Math.min(place, kept.length);
    } else kept.push(range);
  }
  kept.splice(Math.min(place, kept.length), 0, merged);
  blocks.ranges = kept;
}

function toAttachment(blocks: FileBlocks, range: LineRange, workspace: Workspace): ChatAttachment {
  return {
    uri: blocks.uri,
    label: `${workspace.displayPath(blocks.uri)}:${range.start}-${range.end}`,
    startLine: range.start,
    languageId: blocks.languageId,
    text: blocks.lines.slice(range.start - 1, range.end).join("\n"),
  };
}
