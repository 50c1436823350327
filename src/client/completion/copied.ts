/**
 * Tells the server what was copied in the editor: code is often copied to be used, or followed, somewhere else.
 * The clipboard itself is never read: it also holds what other programs put there.
 */
import * as vscode from "vscode";
import type { CopiedRange } from "../../protocol/lsp.ts";

/** VS Code asks only providers that may add something to what is copied; this one adds nothing. */
const COPY_MIME_TYPES = ["application/vnd.gemwright.copied"];

export function watchCopies(send: (copied: CopiedRange) => void): vscode.Disposable {
  const provider: vscode.DocumentPasteEditProvider = {
    prepareDocumentPaste({ uri }, [range]) {
      if (range === undefined) return;
      const { start, end } = range;
      send({
        uri: uri.toString(),
        range: {
          start: { line: start.line, character: start.character },
          end: { line: end.line, character: end.character },
        },
      });
    },
  };
  return vscode.languages.registerDocumentPasteEditProvider({ scheme: "file" }, provider, {
    providedPasteEditKinds: [],
    copyMimeTypes: COPY_MIME_TYPES,
  });
}
