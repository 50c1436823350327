/** The sidecar ends in time, whatever the native code is doing. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { ENDPOINT_FILE, type Endpoint } from "../../../src/protocol/endpoint.ts";
import { ENGINE_PROTOCOL_VERSION } from "../../../src/protocol/engine.ts";
import { Sidecar } from "../../../src/sidecar/process/sidecar.ts";
import { FakeInference } from "../../support/fake-inference.ts";
import { tree } from "../context/index/tree.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** A sidecar that listens in `folder`, and how it was told to end: `clean` or not. */
async function listening(folder: string, dispose: () => Promise<void>) {
  const pipe = join(folder, "s");
  const endpoint: Endpoint = { pipe, secret: "ab", pid: 1, protocolVersion: ENGINE_PROTOCOL_VERSION };
  const inference = new FakeInference();
  inference.dispose = dispose;
  const exits: boolean[] = [];
  const exit = (clean: boolean): void => void exits.push(clean);
  const sidecar = new Sidecar({
    inference,
    endpoint,
    folder,
    keepAliveSeconds: 60,
    log: () => undefined,
    exit,
  });
  await sidecar.listen();
  return { sidecar, exits, published: () => existsSync(join(folder, ENDPOINT_FILE)) };
}

test("a model that does not let go is waited for less than two seconds", async () => {
  using files = tree();
  const { sidecar, exits, published } = await listening(files.root, () => new Promise(() => undefined));
  expect(published()).toBe(true);
  vi.useFakeTimers();
  const stopped = sidecar.stop("SIGTERM");
  expect(published()).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(exits).toEqual([]);
  await vi.advanceTimersByTimeAsync(999);
  expect(exits).toEqual([false]);
  await stopped;
});

test("a model that lets go is not waited for, and the end is clean", async () => {
  using files = tree();
  const { sidecar, exits } = await listening(files.root, () => Promise.resolve());
  vi.useFakeTimers();
  await sidecar.stop("SIGTERM");
  expect(exits).toEqual([true]);
});
