/** Where this sidecar listens and how the others learn of it. */
import { randomBytes } from "node:crypto";
import { chmodSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { ENDPOINT_FILE, type Endpoint, SOCKET_FILE, socketPathProblem } from "../../protocol/endpoint.ts";
import { ENGINE_PROTOCOL_VERSION } from "../../protocol/engine.ts";
import { FailureError } from "../../protocol/failure.ts";

/** A socket in the private folder, or a pipe whose name nobody can guess. Throws FailureError. */
export function newEndpoint(folder: string): Endpoint {
  const windowsPipe = `\\\\.\\pipe\\gemwright-${randomBytes(16).toString("hex")}`;
  const pipe = process.platform === "win32" ? windowsPipe : join(folder, SOCKET_FILE);
  const problem = socketPathProblem(pipe, process.platform);
  if (problem !== undefined) throw new FailureError(problem);
  const secret = randomBytes(32).toString("hex");
  return { pipe, secret, pid: process.pid, protocolVersion: ENGINE_PROTOCOL_VERSION };
}

/** Listens and then publishes the endpoint, in this order: who reads the file can connect. Needs the lock. */
export async function publish(
  endpoint: Endpoint,
  folder: string,
  accept: (socket: Socket) => void,
): Promise<Server> {
  retract(endpoint, folder); // left over from a sidecar that was killed
  const server = createServer(accept);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(endpoint.pipe, () => resolve());
  });
  if (process.platform !== "win32") chmodSync(endpoint.pipe, 0o600);
  const path = join(folder, ENDPOINT_FILE);
  writeFileSync(`${path}.new`, JSON.stringify(endpoint), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return server;
}

/** Removes endpoint file and socket. */
export function retract(endpoint: Endpoint, folder: string): void {
  rmSync(join(folder, ENDPOINT_FILE), { force: true });
  rmSync(join(folder, `${ENDPOINT_FILE}.new`), { force: true });
  if (process.platform !== "win32") rmSync(endpoint.pipe, { force: true });
}
