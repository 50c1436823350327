/** “Test completion”: one request through the whole path, and what each step of it did. */
import * as vscode from "vscode";
import { FailureError } from "../../protocol/failure.ts";
import type { CompletionTrace } from "../../protocol/lsp.ts";
import type { Settings } from "../../protocol/settings.ts";
import { indexLines } from "../context/index-text.ts";
import { messageOf } from "../log.ts";
import type { ServerPort } from "../server-port.ts";
import { COMPLETED_SCHEMES, keystrokeRefusal } from "./gate.ts";
import { silenceOf } from "./last-request.ts";
import { stateOf } from "./middleware.ts";
import { modelStep, outcomeStep, type TestStep, testReport, typedStep } from "./test-report.ts";

export interface TestCompletionParts {
  readonly server: ServerPort;
  readonly settings: () => Settings;
  readonly snoozed: () => string | undefined;
  /** Shows a Markdown text, read-only. */
  readonly show: (text: string) => Promise<void>;
}

const SAMPLE = "const add = (a: number, b: number) => ";

/** At the cursor of the active editor; in a new TypeScript document when there is none. */
export async function testCompletion(parts: TestCompletionParts): Promise<void> {
  const editor = await editorToTest();
  const report = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: "Testing a completion", cancellable: true },
    (_progress, token) => tested(parts, editor, token),
  );
  await parts.show(report);
}

async function editorToTest(): Promise<vscode.TextEditor> {
  const { activeTextEditor } = vscode.window;
  const { scheme } = activeTextEditor?.document.uri ?? {};
  if (activeTextEditor !== undefined && COMPLETED_SCHEMES.some((each) => each === scheme)) {
    return activeTextEditor;
  }
  const document = await vscode.workspace.openTextDocument({ language: "typescript", content: SAMPLE });
  const editor = await vscode.window.showTextDocument(document);
  const end = document.positionAt(SAMPLE.length);
  editor.selection = new vscode.Selection(end, end);
  return editor;
}

async function tested(
  parts: TestCompletionParts,
  { document, selection }: vscode.TextEditor,
  token: vscode.CancellationToken,
): Promise<string> {
  const { server, settings, snoozed } = parts;
  const steps: TestStep[] = [];
  try {
    steps.push(modelStep(await server.load(token)));
  } catch (thrown) {
    return testReport([...steps, failureStep(thrown)], undefined);
  }
  const running = { serverRunning: () => server.state.kind === "running", snoozed };
  steps.unshift({ name: "Language server", state: "ok", text: "running." });
  const index = indexLines(server.index)
    .join("; ")
    .replace(/^Index: /, "");
  steps.push({ name: "Index", state: "note", text: `${index || "no folder is open"}.` });
  const state = stateOf(document, false, running);
  const typing = keystrokeRefusal(settings().completion, state);
  if (typing !== undefined) {
    steps.push({ name: "While typing", state: "note", text: `nothing would appear. ${typing.detail}` });
  }
  const refusal = silenceOf(document) ?? keystrokeRefusal(settings().completion, { ...state, invoked: true });
  if (refusal !== undefined) {
    return testReport([...steps, { name: "Request", state: "failed", text: refusal.detail }], undefined);
  }
  const ask = async (byKey: boolean): Promise<CompletionTrace | null> => {
    await server.complete(document, selection.active, { byKey, token });
    return server.why();
  };
  const trace = await ask(true);
  if (trace === null) return testReport(steps, undefined);
  steps.push(outcomeStep(trace));
  // Answered from memory by now: what is left are the rules for what nobody asked for.
  const typed = typing === undefined && trace.outcome === "shown" ? await ask(false) : null;
  if (typed !== null) steps.push(typedStep(typed));
  return testReport(steps, trace);
}

function failureStep(thrown: unknown): TestStep {
  if (thrown instanceof FailureError) {
    const { message, nextStep } = thrown.failure;
    return { name: "Model", state: "failed", text: message, nextStep };
  }
  const text = thrown instanceof vscode.CancellationError ? "the test was cancelled." : messageOf(thrown);
  return { name: "Model", state: "failed", text };
}
