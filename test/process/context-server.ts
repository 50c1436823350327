/** The built server with an index of its own, driven over JSON-RPC as an editor would. */
import { type ChildProcess, spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import * as context from "../../src/protocol/context.ts";
import * as lsp from "../../src/protocol/lsp.ts";
import { eventually, kill } from "../support/sidecar.ts";
import { SERVER } from "./server-process.ts";

export interface IndexedServerOptions {
  readonly root: string;
  readonly indexDirectory: string;
  /** Runtime directory of the sidecar and a model; without them there is no model. */
  readonly sidecar?: { readonly directory: string; readonly model: string };
  readonly trusted?: boolean;
  /** Folders that are open beside `root`. */
  readonly others?: readonly string[];
  /** The setting; default: on. */
  readonly indexEnabled?: boolean;
  /** Another build than dist/. */
  readonly server?: string;
}

export interface IndexedServer extends AsyncDisposable {
  readonly client: ProtocolConnection;
  readonly pid: number | undefined;
  readonly uri: string;
  readonly events: lsp.ChatEvent[];
  readonly progress: string[];
  /** Methods that are registered. */
  readonly watched: string[];
  status(): Promise<context.IndexStatus>;
  /** As {@link status}, once the index has all that was reported. */
  settled(): Promise<context.IndexStatus>;
  /** Number of indexed files of each folder that is open, in order. */
  files(): Promise<number[]>;
  /** Resolves when the phase is `ready` with at least this many files. */
  ready(files?: number): Promise<context.IndexStatus>;
  pack(params: Partial<context.PackParams>): Promise<context.PackResult>;
  /** What an editor says when another program changed files. */
  changed(...paths: string[]): Promise<void>;
}

export async function startIndexedServer(options: IndexedServerOptions): Promise<IndexedServer> {
  const child = spawn(process.execPath, [options.server ?? SERVER, "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const client = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const uri = pathToFileURL(options.root).href;
  const [events, progress, watched]: [lsp.ChatEvent[], string[], string[]] = [[], [], []];
  client.onNotification(lsp.chatEvent, (event) => void events.push(event));
  client.onNotification(
    "$/progress",
    ({ value }: { value: { kind: string } }) => void progress.push(value.kind),
  );
  client.onRequest("window/workDoneProgress/create", () => null);
  client.onRequest(
    "client/registerCapability",
    ({ registrations }: { registrations: { method: string }[] }) => {
      watched.push(...registrations.map(({ method }) => method));
      return null;
    },
  );
  client.onRequest(
    "client/unregisterCapability",
    ({ unregisterations }: { unregisterations: { method: string }[] }) => {
      for (const { method } of unregisterations) watched.splice(watched.indexOf(method), 1);
      return null;
    },
  );
  client.listen();
  await client.sendRequest("initialize", initializeParams(uri, options));
  await client.sendNotification("initialized", {});
  const ask = async (request: typeof context.indexStatus): Promise<context.IndexStatus> => {
    const [folder] = await client.sendRequest(request);
    if (folder === undefined) throw new Error("The server indexes no folder.");
    return folder;
  };
  const status = (): Promise<context.IndexStatus> => ask(context.indexStatus);
  return {
    client,
    pid: child.pid,
    uri,
    events,
    progress,
    watched,
    status,
    settled: () => ask(context.indexSettled),
    files: async () => (await client.sendRequest(context.indexStatus)).map(({ files }) => files),
    ready: async (files = 0) => {
      let last = await status();
      const isReady = async (): Promise<boolean> => {
        last = await status();
        if (last.failure !== undefined) throw new Error(last.failure.message);
        return last.phase === "ready" && last.files >= files;
      };
      await eventually(isReady, `an index of ${files} files`);
      return last;
    },
    pack: (params) =>
      client.sendRequest(context.pack, { root: uri, budgetTokens: 8000, mode: "focus", ...params }),
    changed: (...paths) =>
      client.sendNotification("workspace/didChangeWatchedFiles", {
        changes: paths.map((path) => ({ uri: `${uri}/${path}`, type: 2 })),
      }),
    [Symbol.asyncDispose]: () => close(child, client),
  };
}

function initializeParams(uri: string, options: IndexedServerOptions) {
  const model = { contextTokens: 0, gpu: "cpu", threads: 1, keepAliveSeconds: 1 } as const;
  const initializationOptions: lsp.InitializationOptions = {
    settings: {
      ...(options.sidecar === undefined ? {} : { model: { ...model, path: options.sidecar.model } }),
      ...(options.indexEnabled === undefined ? {} : { index: { enabled: options.indexEnabled } }),
    },
    ...(options.sidecar === undefined ? {} : { runtimeDirectory: options.sidecar.directory }),
    index: { directory: options.indexDirectory, trusted: options.trusted ?? false },
  };
  return {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [uri, ...(options.others ?? []).map((path) => pathToFileURL(path).href)].map(
      (each) => ({
        uri: each,
        name: "folder",
      }),
    ),
    capabilities: {
      window: { workDoneProgress: true },
      workspace: { workspaceFolders: true, didChangeWatchedFiles: { dynamicRegistration: true } },
    },
    initializationOptions,
  };
}

async function close(child: ChildProcess, client: ProtocolConnection): Promise<void> {
  client.dispose();
  child.stdin?.end();
  if (child.pid !== undefined && child.exitCode === null) kill(child.pid);
  await eventually(() => child.exitCode !== null || child.signalCode !== null, "the server to end");
}
