/** Where the frames of a failure lie: a file of an open folder, an installed package, or the language itself. */
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { TracebackError, TracebackFailure, TracebackFrame } from "../../protocol/traceback.ts";
import { pathOfUri, regularFile, uriOfPath, type Workspace } from "../workspace.ts";
import type { RawError, RawFrame } from "./parser.ts";
import type { ParsedText } from "./registry.ts";

/** `node:fs`, `internal/…`, `<frozen importlib>`, `<string>`, `[eval]`: no file at all. */
const RUNTIME_NAME = /^(?:node:|internal\/|<|\[|bun:|ext:)/;
const LIBRARY_FOLDER = /(?:^|\/)(?:node_modules|site-packages|dist-packages|\.venv|venv|\.tox|\.yarn)\//;
const STANDARD_LIBRARY = /\/(?:lib|Lib|lib64)\/python3(?:\.\d+)?\/|\/Python3\d+\/Lib\//;

/** Decides origin and URI of every frame. `cwd` is a directory, as a file URI. */
export function resolveFailure(
  parsed: ParsedText,
  workspace: Workspace,
  cwd: string | undefined,
): TracebackFailure {
  const bases = [cwd === undefined ? undefined : pathOfUri(cwd), ...workspace.roots].filter(
    (base) => base !== undefined,
  );
  const resolveError = (error: RawError): TracebackError => ({
    error: error.error,
    message: error.message,
    frames: error.frames.map((frame) => resolveFrame(frame, workspace, bases)),
  });
  return {
    ...resolveError(parsed.failure),
    language: parsed.language,
    causes: parsed.failure.causes.map(resolveError),
    text: parsed.text,
  };
}

/** `bases` are tried in order for a relative path. */
export function resolveFrame(
  frame: RawFrame,
  workspace: Workspace,
  bases: readonly string[],
): TracebackFrame {
  if (RUNTIME_NAME.test(frame.path)) return { ...frame, origin: "runtime" };
  const file = existingFile(frame.path, bases);
  if (file === undefined) return { ...frame, origin: foreignOrigin(frame.path) };
  const folder = workspace.folderOf(file);
  const resolvedUri = uriOfPath(file);
  if (folder === undefined) return { ...frame, origin: foreignOrigin(file), resolvedUri };
  const inside = slashes(relative(folder, file));
  return { ...frame, origin: LIBRARY_FOLDER.test(inside) ? "library" : "workspace", resolvedUri };
}

function existingFile(printed: string, bases: readonly string[]): string | undefined {
  const path = printed.startsWith("file:") ? pathOfUri(printed) : printed;
  // A network path in untrusted text must not be touched: looking at it already sends credentials on Windows.
  if (path === undefined || /^(?:\\\\|\/\/)/.test(path)) return undefined;
  const candidates = isAbsolute(path) ? [path] : bases.map((base) => resolve(base, path));
  for (const candidate of candidates) {
    const file = regularFile(candidate);
    if (file !== undefined) return file;
  }
  return undefined;
}

function foreignOrigin(path: string): "library" | "runtime" {
  const shown = slashes(path);
  return !LIBRARY_FOLDER.test(shown) && STANDARD_LIBRARY.test(shown) ? "runtime" : "library";
}

function slashes(path: string): string {
  return sep === "\\" ? path.replaceAll("\\", "/") : path;
}
