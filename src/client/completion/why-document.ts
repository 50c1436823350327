import * as vscode from "vscode";
import { DisposableList } from "../disposables.ts";
import type { LastRequest } from "./last-request.ts";
import { whyText } from "./why-text.ts";

const SCHEME = "gemwright-why";

export interface WhyDocument extends vscode.Disposable {
  /** Opens the trace of the last completion request, read-only. */
  show(): Promise<void>;
  /** Opens another report in the same place. */
  showText(text: string): Promise<void>;
}

export function createWhyDocument(last: LastRequest): WhyDocument {
  const list = new DisposableList();
  const changed = list.add(new vscode.EventEmitter<vscode.Uri>());
  const uri = vscode.Uri.from({ scheme: SCHEME, path: "/Last completion request.md" });
  let text = whyText(null);
  list.add(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => text,
    }),
  );
  const showText = async (report: string) => {
    text = report;
    changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  };
  return {
    show: async () => showText(whyText(await last.full())),
    showText,
    dispose: () => list.dispose(),
  };
}
