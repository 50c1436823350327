/** The server's process: transports, and an end together with its editor. */
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
} from "vscode-languageserver-protocol/node";
import * as lsp from "../../src/protocol/lsp.ts";
import { createSidecarHome } from "../support/sidecar.ts";
import { SERVER, startServerProcess } from "./server-process.ts";

test("speaks node-ipc, the way an editor forks it", async () => {
  const child = fork(SERVER, ["--node-ipc", `--clientProcessId=${process.pid}`], { silent: true });
  const client = createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  client.listen();
  const result = await client.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
  });
  expect(result).toMatchObject({
    serverInfo: { name: "gemwright" },
    capabilities: { inlineCompletionProvider: {}, textDocumentSync: { change: 2 } },
  });
  await client.sendNotification("initialized", {});
  expect((await client.sendRequest(lsp.status)).engine.kind).toBe("noModel");
  await client.sendRequest("shutdown");
  await client.sendNotification("exit");
  const [code] = (await once(child, "exit")) as [number];
  expect(code).toBe(0);
});

test("without a transport it says how to start it", async () => {
  const child = spawn(process.execPath, [SERVER]);
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, "exit")) as [number];
  expect(code).toBe(2);
  expect(stderr).toContain("--stdio");
});

test("ends when stdin closes", async () => {
  await using home = createSidecarHome({ model: "" });
  await using server = await startServerProcess({ directory: home.directory, model: "" });
  const ended = once(server.child, "exit");
  server.child.stdin?.end();
  await ended;
  expect(server.child.exitCode).not.toBeNull();
});

test("ends when its client's process is gone, although stdin stays open", async () => {
  const editor = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const child = fork(SERVER, ["--node-ipc", `--clientProcessId=${editor.pid}`], { silent: true });
  const ended = once(child, "exit");
  editor.kill("SIGKILL");
  await ended;
  expect(child.exitCode).toBe(1);
});
