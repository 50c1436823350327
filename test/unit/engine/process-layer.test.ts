import { createHmac } from "node:crypto";
import { array, assert, nat, property } from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ENGINE_PROTOCOL_VERSION, type HelloParams } from "../../../src/protocol/engine.ts";
import { FrameMeter } from "../../../src/sidecar/process/frame-meter.ts";
import { helloProblem, proof } from "../../../src/sidecar/process/handshake.ts";
import { createKeepAlive } from "../../../src/sidecar/process/keep-alive.ts";
import { parseSidecarOptions } from "../../../src/sidecar/process/options.ts";
import { createThrottle } from "../../../src/sidecar/process/throttle.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const SECRET = "0123456789abcdef".repeat(4);
const NONCE = "fedcba9876543210".repeat(4);
const HELLO: HelloParams = {
  protocolVersion: ENGINE_PROTOCOL_VERSION,
  nonce: NONCE,
  proof: proof(SECRET, "client", NONCE),
  client: "test",
  keepAliveSeconds: 1,
};

test("the proof is the HMAC the protocol describes", () => {
  const expected = createHmac("sha256", Buffer.from(SECRET, "hex")).update(`client:${NONCE}`).digest("hex");
  expect(HELLO.proof).toBe(expected);
  expect(helloProblem(HELLO, SECRET)).toBeUndefined();
});

test.each<[string, unknown, string]>([
  ["another version", { ...HELLO, protocolVersion: 99 }, "engine.protocolVersion"],
  ["no parameters", null, "engine.protocolVersion"],
  ["the sidecar's own proof", { ...HELLO, proof: proof(SECRET, "sidecar", NONCE) }, "engine.refused"],
  ["a proof of another nonce", { ...HELLO, nonce: "00".repeat(32) }, "engine.refused"],
  ["a short proof", { ...HELLO, proof: HELLO.proof.slice(1) }, "engine.refused"],
  ["a proof that is no text", { ...HELLO, proof: 5 }, "engine.refused"],
  ["an empty nonce", { ...HELLO, nonce: "", proof: proof(SECRET, "client", "") }, "engine.refused"],
  ["a nameless client", { ...HELLO, client: 5 }, "engine.refused"],
])("refuses %s", (_name, hello, code) => {
  expect(helloProblem(hello as HelloParams, SECRET)?.code).toBe(code);
});

function frame(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

test("frames pass however the stream is cut", () => {
  const stream = Buffer.from(frame('{"a":1}') + frame("ü\r\n\r\nContent-Length: 9\r\n\r\n") + frame(""));
  const check = property(array(nat({ max: stream.length }), { maxLength: 8 }), (cuts) => {
    const meter = new FrameMeter(() => 100);
    const ends = [...cuts, stream.length].sort((a, b) => a - b);
    return ends.every((end, i) => meter.accept(stream.subarray(ends[i - 1] ?? 0, end)) === undefined);
  });
  expect(() => assert(check)).not.toThrow();
});

test.each([
  ["a body over the limit", "Content-Length: 101\r\n\r\n", /101 bytes \(at most 100/],
  ["a number that overflows", `Content-Length: ${"9".repeat(40)}\r\n\r\n`, /without Content-Length/],
  ["a negative length", "Content-Length: -5\r\n\r\n", /without Content-Length/],
  ["no length", "Content-Type: x\r\n\r\n", /without Content-Length/],
  ["a header without end", "x".repeat(1025), /header of more than 1024/],
])("hangs up on %s", (_name, text, problem) => {
  expect(new FrameMeter(() => 100).accept(Buffer.from(text))).toMatch(problem);
});

test("the limit may grow after the first message", () => {
  let limit = 10;
  const meter = new FrameMeter(() => limit);
  expect(meter.accept(Buffer.from(frame("x".repeat(10))))).toBeUndefined();
  limit = 20;
  expect(meter.accept(Buffer.from(frame("x".repeat(20))))).toBeUndefined();
});

test("the throttle announces the first and the last of a burst, ten times a second at most", () => {
  let state = 0;
  const announced: number[] = [];
  const throttle = createThrottle(() => announced.push(state), 100);
  for (state = 0; state < 1000; state++) {
    throttle.request();
    vi.advanceTimersByTime(1);
  }
  vi.advanceTimersByTime(1000);
  expect(announced[0]).toBe(0);
  expect(announced.at(-1)).toBe(999);
  expect(announced.length).toBeLessThanOrEqual(12);
});

test("a flush announces at once and replaces what waits", () => {
  let count = 0;
  const throttle = createThrottle(() => count++, 100);
  throttle.request();
  throttle.request();
  throttle.flush();
  expect(count).toBe(2);
  vi.advanceTimersByTime(1000);
  expect(count).toBe(2);
});

test("keep-alive: from the command line before the first client, then the largest of all clients", () => {
  const end = vi.fn();
  const keepAlive = createKeepAlive(10, end);
  vi.advanceTimersByTime(9_999);
  expect(end).not.toHaveBeenCalled();
  keepAlive.asked(3);
  keepAlive.clients(1);
  vi.advanceTimersByTime(100_000);
  expect(end).not.toHaveBeenCalled();
  keepAlive.asked(1);
  keepAlive.clients(2);
  keepAlive.clients(1);
  keepAlive.clients(0);
  vi.advanceTimersByTime(2_999);
  expect(end).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(end).toHaveBeenCalledTimes(1);
});

test("keep-alive: nobody ever came", () => {
  const end = vi.fn();
  createKeepAlive(10, end);
  vi.advanceTimersByTime(10_000);
  expect(end).toHaveBeenCalledTimes(1);
});

test("keep-alive: the first client gets time to connect, whatever it asks for later", () => {
  const end = vi.fn();
  const keepAlive = createKeepAlive(0, end);
  vi.advanceTimersByTime(4_000);
  expect(end).not.toHaveBeenCalled();
  keepAlive.asked(0);
  keepAlive.clients(1);
  keepAlive.clients(0);
  vi.advanceTimersByTime(0);
  expect(end).toHaveBeenCalledTimes(1);
});

test("keep-alive: a time beyond what timers hold does not end at once", () => {
  const end = vi.fn();
  createKeepAlive(1e9, end);
  vi.advanceTimersByTime(1_000_000);
  expect(end).not.toHaveBeenCalled();
});

test("reads the command line", () => {
  expect(parseSidecarOptions(["--runtime-directory", "/d", "--keep-alive", "0.5"])).toEqual({
    runtimeDirectory: "/d",
    keepAliveSeconds: 0.5,
  });
  expect(parseSidecarOptions([]).keepAliveSeconds).toBe(120);
});

test.each([[["--port", "80"]], [["file"]], [["--keep-alive", "soon"]], [["--keep-alive=-1"]]])(
  "refuses the command line %j",
  (args) => {
    expect(() => parseSidecarOptions(args)).toThrow(/wrong arguments/);
  },
);
