/** The sidecar's door: who may enter, where it may stand, and that there is no other. */
import { spawnSync } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ENDPOINT_FILE, proofText } from "../../src/protocol/endpoint.ts";
import { ENGINE_PROTOCOL_VERSION } from "../../src/protocol/engine.ts";
import { connectRaw, type RawPeer } from "../support/raw-peer.ts";
import { createSidecarHome, eventually, FAKE_SIDECAR, type SidecarHome } from "../support/sidecar.ts";
import { networkSockets, socketInodes, unixSockets } from "../support/sockets.ts";
import { ask, ignore, NEVER } from "./sidecar-requests.ts";

const FAKE = { model: "/models/a.gguf", script: FAKE_SIDECAR };

async function running(): Promise<SidecarHome> {
  const home = createSidecarHome(FAKE);
  await home.engine().load();
  return home;
}

function helloParams(secret: string, protocolVersion = ENGINE_PROTOCOL_VERSION): object {
  const nonce = randomBytes(32).toString("hex");
  const proof = createHmac("sha256", Buffer.from(secret, "hex"))
    .update(proofText("client", nonce))
    .digest("hex");
  return { protocolVersion, nonce, proof, client: "stranger", keepAliveSeconds: 0 };
}

async function stranger(home: SidecarHome): Promise<RawPeer> {
  return connectRaw(home.endpoint()?.pipe ?? "");
}

test("a hello without the secret, or of another version, is answered with the reason and hung up", async () => {
  await using home = await running();
  const secret = home.endpoint()?.secret ?? "";
  for (const [params, code] of [
    [helloParams(randomBytes(32).toString("hex")), "engine.refused"],
    [helloParams(secret, 99), "engine.protocolVersion"],
    [{}, "engine.protocolVersion"],
  ] as const) {
    const peer = await stranger(home);
    peer.sendMessage({ id: 1, method: "engine/hello", params });
    expect(await peer.closed).toContain(code);
  }
});

test("a second hello changes the wishes of the same client", async () => {
  await using home = await running();
  const secret = home.endpoint()?.secret ?? "";
  const peer = await stranger(home);
  let received = "";
  peer.socket.on("data", (chunk: Buffer) => (received += chunk.toString("utf8")));
  peer.sendMessage({ id: 1, method: "engine/hello", params: helloParams(secret) });
  peer.sendMessage({ id: 2, method: "engine/hello", params: helloParams(secret) });
  peer.sendMessage({ id: 3, method: "engine/status" });
  await eventually(() => received.includes('"id":3'), "three answers");
  expect(received).toMatch(/"id":1,"result".*"id":2,"result"/s);
  expect(received).toContain('"clients":2');
  peer.socket.destroy();
});

test("nothing is answered before a hello", async () => {
  await using home = await running();
  for (const message of [
    { id: 1, method: "engine/status" },
    { id: 1, method: "engine/generate", params: { ...ask("count 1"), id: "1" } },
    { id: 1, method: "no/such" },
  ]) {
    const peer = await stranger(home);
    peer.sendMessage(message);
    const answer = await peer.closed;
    expect(answer).toContain("engine.noHello");
    expect(answer).not.toContain('"result"');
  }
  const silent = await stranger(home);
  silent.sendMessage({ method: "engine/goodbye" });
  expect(await silent.closed).toBe("");
});

test("who says nothing is hung up", async () => {
  await using home = await running();
  const peer = await stranger(home);
  expect(await peer.closed).toBe("");
  expect(home.log()).toContain("said no hello");
});

test("garbage is hung up, and the windows do not notice", async () => {
  await using home = await running();
  const engine = home.engine();
  await engine.load();
  const binary = await stranger(home);
  binary.send(randomBytes(100_000));
  await binary.closed;
  const garbage = [
    `Content-Length: 99999999999\r\n\r\n`,
    `Content-Length: 5000\r\n\r\n${"x".repeat(5000)}`,
    `Content-Length: 5\r\n\r\n{{{{{`,
    `Content-Length: 4\r\n\r\nnull`,
    `Content-Length: 2\r\n\r\n[]`,
    `GET / HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    "x".repeat(2000),
  ];
  const answers = await Promise.all(
    garbage.map(async (bytes) => {
      const peer = await stranger(home);
      peer.send(bytes);
      return peer.closed;
    }),
  );
  expect(answers.join("")).not.toContain('"result"');
  const answer = await engine.generate(ask("count 1"), ignore, NEVER);
  expect(answer.finishReason).toBe("stop");
  expect(home.pids()).toHaveLength(1);
});

test("socket, endpoint, lock and log can be read by the user alone", async () => {
  await using home = await running();
  for (const name of readdirSync(home.folder)) {
    expect(`${name} ${(statSync(join(home.folder, name)).mode & 0o077).toString(8)}`).toBe(`${name} 0`);
  }
  expect(statSync(home.folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(home.folder).sort()).toEqual([
    "endpoint.json",
    "engine.sock",
    "sidecar.lock",
    "sidecar.log",
  ]);
});

/** Directories somebody else prepared, by what is wrong with them. */
const SQUATTED: Record<string, (path: string) => void> = {
  "others can enter it": (path) => {
    mkdirSync(path);
    chmodSync(path, 0o755);
  },
  "symbolic link": (path) => {
    mkdirSync(`${path}-elsewhere`, { mode: 0o700 });
    symlinkSync(`${path}-elsewhere`, path);
  },
  "not a directory": (path) => writeFileSync(path, ""),
};

test.each(Object.entries(SQUATTED))(
  "a squatted directory is refused by both sides: %s",
  async (cause, squat) => {
    const parent = mkdtempSync(join(tmpdir(), "gw-"));
    onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
    const top = join(parent, "top");
    squat(top);
    const inner = join(parent, "inner");
    mkdirSync(inner, { mode: 0o700 });
    squat(join(inner, `v${ENGINE_PROTOCOL_VERSION}`));

    for (const directory of [top, inner]) {
      const { status, stderr } = spawnSync(
        process.execPath,
        [FAKE_SIDECAR, "--runtime-directory", directory],
        {
          encoding: "utf8",
        },
      );
      expect(status).toBe(1);
      expect(stderr).toContain(directory);
      expect(stderr).toContain(cause);
    }
    await using home = createSidecarHome(FAKE);
    rmSync(home.directory, { recursive: true });
    squat(home.directory);
    onTestFinished(() => rmSync(`${home.directory}-elsewhere`, { recursive: true, force: true }));
    const failure = home.engine().load();
    await expect(failure).rejects.toMatchObject({ failure: { code: "engine.runtimeDirectory" } });
    await expect(failure).rejects.toThrow(cause);
    expect(home.pids()).toEqual([]);
  },
);

test("a process that listens without knowing the secret is an impostor", async () => {
  await using home = createSidecarHome(FAKE);
  mkdirSync(home.folder, { mode: 0o700 });
  const pipe = join(home.folder, "other.sock");
  const server = createServer((socket) => {
    const body = JSON.stringify({
      jsonrpc: "2.0",
      id: 0,
      result: { proof: "00", pid: 1, engineVersion: "x" },
    });
    socket.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(pipe, resolve));
  const endpoint = { pipe, secret: "ab".repeat(32), pid: 1, protocolVersion: ENGINE_PROTOCOL_VERSION };
  writeFileSync(join(home.folder, ENDPOINT_FILE), JSON.stringify(endpoint), { mode: 0o600 });
  await expect(home.engine().load()).rejects.toMatchObject({ failure: { code: "engine.impostor" } });
});

test("a path too long for a socket is refused with its length", async () => {
  const parent = mkdtempSync(join(tmpdir(), "gw-"));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const directory = join(parent, "d".repeat(100));
  const { status, stderr } = spawnSync(process.execPath, [FAKE_SIDECAR, "--runtime-directory", directory], {
    encoding: "utf8",
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/socket path .* has \d+ bytes; the operating system allows 107/);
});

test("the only socket is the private one", async () => {
  await using home = await running();
  const { pid = 0, pipe = "" } = home.endpoint() ?? {};
  expect(socketInodes(pid).length).toBeGreaterThan(0);
  expect(networkSockets(pid)).toEqual([]);
  expect(unixSockets(pid)).toEqual([pipe]);
});

test("the look at network sockets sees a listening one", async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  expect(networkSockets(process.pid)).toHaveLength(1);
});
