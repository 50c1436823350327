/** The whole server on an in-memory connection: what an editor sends and sees, without a process. */
import { PassThrough } from "node:stream";
import { createConnection } from "vscode-languageserver/node";
import {
  createProtocolConnection,
  type InitializeParams,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import type { ContextSource } from "../../../src/server/chat/context-source.ts";
import type { SyntaxCheck } from "../../../src/server/completion/syntax/check.ts";
import type { Engine } from "../../../src/server/engine/engine.ts";
import { startServer } from "../../../src/server/server.ts";

export interface Harness {
  readonly client: ProtocolConnection;
  readonly logged: string[];
  open(uri: string, languageId: string, text: string): Promise<void>;
}

export interface HarnessOptions {
  readonly engine: Engine;
  readonly initializationOptions?: unknown;
  readonly folders?: readonly string[];
  readonly contextSources?: readonly ContextSource[];
  readonly syntax?: SyntaxCheck;
}

export async function startHarness(options: HarnessOptions): Promise<Harness> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  const logged: string[] = [];
  const log = (message: string): void => {
    logged.push(message);
  };
  startServer(server, {
    version: "0.0.0-test",
    log: { info: log, warn: log, error: log },
    createEngine: () => options.engine,
    contextSources: options.contextSources ?? [],
    ...(options.syntax === undefined ? {} : { syntax: options.syntax }),
  });
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  client.listen();
  const params: InitializeParams = {
    processId: null,
    rootUri: null,
    capabilities: {},
    workspaceFolders: (options.folders ?? []).map((uri) => ({ uri, name: "folder" })),
    initializationOptions: options.initializationOptions,
  };
  await client.sendRequest("initialize", params);
  await client.sendNotification("initialized", {});
  return {
    client,
    logged,
    open: (uri, languageId, text) =>
      client.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId, version: 1, text },
      }),
  };
}
