/** The built language server as an editor runs it: `node dist/server.js --stdio`, driven over JSON-RPC. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import {
  createProtocolConnection,
  type InlineCompletionItem,
  LogMessageNotification,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import * as lsp from "../../src/protocol/lsp.ts";
import type { Settings } from "../../src/protocol/settings.ts";
import { eventually, kill } from "../support/sidecar.ts";

export const SERVER = join(import.meta.dirname, "../../dist/server.js");

export interface ServerProcessOptions {
  /** Runtime directory of the sidecar; shared by servers that shall share one. */
  readonly directory: string;
  readonly model: string;
  readonly folder?: string;
  readonly settings?: Partial<Settings>;
}

export interface ServerProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly client: ProtocolConnection;
  readonly logged: string[];
  readonly events: lsp.ChatEvent[];
  readonly statuses: lsp.ServerStatus[];
  /** Everything but JSON-RPC that came out. */
  readonly stderr: () => string;
  open(uri: string, languageId: string, text: string): Promise<void>;
  complete(uri: string, line: number, character: number): Promise<InlineCompletionItem[]>;
}

export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const child = spawn(process.execPath, [SERVER, "--stdio"], { stdio: ["pipe", "pipe", "pipe"] });
  const client = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const logged: string[] = [];
  const events: lsp.ChatEvent[] = [];
  const statuses: lsp.ServerStatus[] = [];
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  client.onNotification(LogMessageNotification.type, ({ message }) => void logged.push(message));
  client.onNotification(lsp.chatEvent, (event) => void events.push(event));
  client.onNotification(lsp.statusChanged, (status) => void statuses.push(status));
  client.listen();
  const model = {
    path: options.model,
    contextTokens: 0,
    gpu: "cpu",
    threads: 1,
    keepAliveSeconds: 1,
  } as const;
  const initializationOptions: lsp.InitializationOptions = {
    settings: { ...options.settings, model },
    runtimeDirectory: options.directory,
    clientName: "process test",
  };
  await client.sendRequest("initialize", {
    processId: process.pid,
    rootUri: options.folder ?? null,
    capabilities: {},
    initializationOptions,
  });
  await client.sendNotification("initialized", {});
  return {
    child,
    client,
    logged,
    events,
    statuses,
    stderr: () => stderr,
    open: (uri, languageId, text) =>
      client.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId, version: 1, text },
      }),
    complete: (uri, line, character) =>
      client.sendRequest("textDocument/inlineCompletion", {
        textDocument: { uri },
        position: { line, character },
        context: { triggerKind: 1 },
      }),
    async [Symbol.asyncDispose]() {
      client.dispose();
      child.stdin.end();
      if (child.pid !== undefined && child.exitCode === null) kill(child.pid);
      await eventually(() => child.exitCode !== null || child.signalCode !== null, "the server to end");
    },
  };
}
