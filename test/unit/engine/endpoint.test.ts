import { expect, test } from "vitest";
import {
  defaultRuntimeDirectory,
  directoryProblem,
  type Machine,
  parseEndpoint,
  socketPathProblem,
} from "../../../src/protocol/endpoint.ts";
import { ENGINE_PROTOCOL_VERSION } from "../../../src/protocol/engine.ts";

const LINUX: Machine = { platform: "linux", env: {}, tmpdir: "/tmp", uid: 1000 };
const PRIVATE = { isDirectory: true, isSymbolicLink: false, uid: 1000, mode: 0o40700 };

test.each([
  [{ ...LINUX, env: { XDG_RUNTIME_DIR: "/run/user/1000" } }, "/run/user/1000/gemwright"],
  [{ ...LINUX, env: { XDG_RUNTIME_DIR: "relative" } }, "/tmp/gemwright-1000"],
  [LINUX, "/tmp/gemwright-1000"],
  [
    { platform: "win32", env: { LOCALAPPDATA: "C:\\Users\\a\\AppData\\Local" }, tmpdir: "C:\\T", uid: -1 },
    "C:\\Users\\a\\AppData\\Local\\gemwright\\run",
  ],
])("the default runtime directory belongs to the user", (machine, expected) => {
  expect(defaultRuntimeDirectory(machine)).toBe(expected);
});

test("a private directory is accepted", () => {
  expect(directoryProblem("/d", PRIVATE, LINUX)).toBeUndefined();
});

test.each([
  [{ ...PRIVATE, isSymbolicLink: true, isDirectory: false }, "symbolic link"],
  [{ ...PRIVATE, isDirectory: false }, "not a directory"],
  [{ ...PRIVATE, uid: 1001 }, "belongs to user 1001"],
  [{ ...PRIVATE, mode: 0o40710 }, "mode is 0710"],
  [{ ...PRIVATE, mode: 0o40701 }, "mode is 0701"],
])("a directory others could use is refused by name: %o", (facts, cause) => {
  const problem = directoryProblem("/some/dir", facts, LINUX);
  expect(problem?.message).toContain("/some/dir");
  expect(problem?.message).toContain(cause);
  expect(problem?.nextStep).toContain("/some/dir");
});

test("a socket path may have 107 bytes, not characters", () => {
  expect(socketPathProblem("a".repeat(107), "linux")).toBeUndefined();
  expect(socketPathProblem("a".repeat(108), "linux")?.message).toContain("108 bytes");
  expect(socketPathProblem("ä".repeat(54), "linux")?.message).toContain("108 bytes");
  expect(socketPathProblem("a".repeat(104), "darwin")?.code).toBe("engine.socketPathTooLong");
  expect(socketPathProblem("a".repeat(200), "win32")).toBeUndefined();
});

const ENDPOINT = {
  pipe: "/p",
  secret: "ab".repeat(32),
  pid: 1,
  protocolVersion: ENGINE_PROTOCOL_VERSION,
};

test("reads a complete endpoint file", () => {
  expect(parseEndpoint(JSON.stringify({ ...ENDPOINT, more: 1 }))).toEqual(ENDPOINT);
});

test.each([
  "",
  "{",
  "null",
  "[]",
  JSON.stringify({ ...ENDPOINT, secret: "short" }),
  JSON.stringify({ ...ENDPOINT, pipe: 5 }),
  JSON.stringify({ ...ENDPOINT, pid: "1" }),
  JSON.stringify({ ...ENDPOINT, protocolVersion: ENGINE_PROTOCOL_VERSION + 1 }),
])("takes nothing else for an endpoint: %s", (text) => {
  expect(parseEndpoint(text)).toBeUndefined();
});
