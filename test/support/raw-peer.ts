/** A hand-made client of the sidecar's socket: sends any bytes, keeps what comes back. */
import { connect, type Socket } from "node:net";

export interface RawPeer {
  send(bytes: string | Uint8Array): void;
  /** A JSON-RPC message with its header. */
  sendMessage(message: object): void;
  /** Everything received until the other side closed. */
  readonly closed: Promise<string>;
  readonly socket: Socket;
}

export async function connectRaw(pipe: string): Promise<RawPeer> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opening = connect(pipe, () => resolve(opening));
    opening.once("error", reject);
  });
  let received = "";
  socket.on("data", (chunk: Buffer) => (received += chunk.toString("utf8")));
  socket.on("error", () => undefined);
  const closed = new Promise<string>((resolve) => socket.once("close", () => resolve(received)));
  const send = (bytes: string | Uint8Array): void => {
    socket.write(bytes);
  };
  return {
    socket,
    closed,
    send,
    sendMessage(message) {
      const body = JSON.stringify({ jsonrpc: "2.0", ...message });
      send(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    },
  };
}
