import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { completeLockfile, type RawLockfile } from "../../../scripts/lib/platform-entries.ts";
import { BINARIES, TARGETS } from "../../../scripts/lib/targets.ts";

const text = readFileSync(new URL("../../../package-lock.json", import.meta.url), "utf8");
const lock = JSON.parse(text) as RawLockfile;

describe("package-lock.json", () => {
  it("names every platform's binaries, or npm ci refuses it (repair: node scripts/complete-lockfile.ts)", () => {
    expect(completeLockfile(lock).added).toEqual([]);
  });

  it("holds a hash for every package that is not another platform's development tool", () => {
    const bare = Object.entries(lock.packages).filter(
      ([path, entry]) => path !== "" && entry["integrity"] === undefined && !(entry.dev && entry["optional"]),
    );
    expect(bare.map(([path]) => path)).toEqual([]);
  });

  it("locks the llama.cpp binaries of every target at the engine's own version, with a hash", () => {
    const engine = lock.packages["node_modules/node-llama-cpp"]?.["version"];
    for (const name of TARGETS.flatMap((target) => BINARIES[target])) {
      expect(lock.packages[`node_modules/@node-llama-cpp/${name}`]).toMatchObject({
        version: engine,
        integrity: expect.stringMatching(/^sha512-/),
      });
    }
  });
});

describe("completing a lockfile", () => {
  const parent = { version: "1.0.0", dev: true, optionalDependencies: { "@a/tool-linux-x64-musl": "1.0.0" } };

  it("adds what is missing with the platform of its name", () => {
    const { completed, added } = completeLockfile({ packages: { "node_modules/@a/tool": parent } });
    expect(added).toEqual(["@a/tool-linux-x64-musl@1.0.0"]);
    expect(completed.packages["node_modules/@a/tool-linux-x64-musl"]).toEqual({
      version: "1.0.0",
      cpu: ["x64"],
      os: ["linux"],
      libc: ["musl"],
      dev: true,
      optional: true,
    });
  });

  it("leaves a package alone that is locked beside or above its parent", () => {
    const nested = "node_modules/@a/tool/node_modules/@a/tool-linux-x64-musl";
    for (const path of [nested, "node_modules/@a/tool-linux-x64-musl"]) {
      const packages = { "node_modules/@a/tool": parent, [path]: { version: "1.0.0" } };
      expect(completeLockfile({ packages }).added).toEqual([]);
    }
  });
});
