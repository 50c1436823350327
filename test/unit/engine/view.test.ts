import { expect, test } from "vitest";
import type { EngineState } from "../../../src/protocol/engine.ts";
import { type EngineFacts, viewOf } from "../../../src/server/engine/sidecar/view.ts";
import { modelOf } from "../../support/said.ts";
import { statusOf } from "./fake-link.ts";

const failure = { code: "x", message: "m", nextStep: "n" };
const NOTHING: EngineFacts = {
  path: "/a.gguf",
  failure: undefined,
  restart: undefined,
  opening: false,
  status: undefined,
  loading: false,
  active: 0,
};
const READY: EngineState = { kind: "ready", model: modelOf("/a.gguf") };

test.each<[string, Partial<EngineFacts>, object]>([
  ["no file is chosen", { path: "", failure }, { kind: "noModel" }],
  ["nothing runs", {}, { kind: "stopped" }],
  ["a process starts", { opening: true }, { kind: "starting" }],
  ["connected just now", { opening: true, status: statusOf({ kind: "idle" }) }, { kind: "starting" }],
  ["connected, nothing loaded", { status: statusOf({ kind: "idle" }) }, { kind: "stopped" }],
  [
    "asked to load, not yet begun",
    { status: statusOf({ kind: "idle" }), loading: true },
    { kind: "loading", path: "/a.gguf", fraction: 0 },
  ],
  [
    "another load failed before, ours begins",
    { status: statusOf({ kind: "failed", path: "/b.gguf", failure }), loading: true },
    { kind: "loading", path: "/a.gguf", fraction: 0 },
  ],
  [
    "another window's load failed",
    { status: statusOf({ kind: "failed", path: "/b.gguf", failure }) },
    { kind: "failed", failure },
  ],
  [
    "loading",
    { status: statusOf({ kind: "loading", path: "/b.gguf", fraction: 0.5 }) },
    { kind: "loading", path: "/b.gguf", fraction: 0.5 },
  ],
  ["idle model", { status: statusOf(READY) }, { kind: "ready", model: modelOf("/a.gguf"), busy: false }],
  [
    "our request",
    { status: statusOf(READY), active: 1 },
    { kind: "ready", model: modelOf("/a.gguf"), busy: true },
  ],
  [
    "another window's",
    { status: statusOf(READY, 1) },
    { kind: "ready", model: modelOf("/a.gguf"), busy: true },
  ],
  ["a restart", { restart: { inMs: 5, failure } }, { kind: "restarting", inMs: 5, failure }],
  ["gave up", { failure, opening: true }, { kind: "failed", failure }],
])("view: %s", (_name, facts, expected) => {
  expect(viewOf({ ...NOTHING, ...facts })).toEqual(expected);
});
