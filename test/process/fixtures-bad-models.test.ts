/** Every broken model file is refused with its code, before native code sees it. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FailureError } from "../../src/protocol/failure.ts";
import { preflight } from "../../src/sidecar/models/preflight.ts";
import { type BadModel, badModels, endlessTemplateModel, forbiddenModel } from "../fixtures/bad-models.ts";

/** User id of "nobody" on Linux and of no one in particular elsewhere. */
const NOBODY = 65_534;

function refusal(path: string): FailureError | undefined {
  try {
    preflight(path);
    return undefined;
  } catch (error) {
    if (error instanceof FailureError) return error;
    throw error;
  }
}

describe("bad model files", () => {
  let folder: string;
  let models: BadModel[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "bad-models-"));
    models = await badModels(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("are of every kind that the loader tells apart", () => {
    expect(new Set(models.map(({ expectedCode }) => expectedCode))).toEqual(
      new Set([
        ...["empty", "not-gguf", "html", "lfs-pointer", "truncated", "version"].map((code) => `gguf.${code}`),
        ...["limits", "unknown-architecture", "bad-header"].map((code) => `gguf.${code}`),
        "file.missing",
        "file.is-directory",
        ...(process.getuid?.() === 0 || process.platform === "win32" ? [] : ["file.permission"]),
      ]),
    );
  });

  it("are refused with their code, their path and a next step", () => {
    for (const { name, path, expectedCode } of models) {
      const failure = refusal(path)?.failure;
      expect({ name, code: failure?.code }).toEqual({ name, code: expectedCode });
      expect(failure?.message).toContain(path);
      expect(failure?.nextStep).not.toBe("");
    }
  });

  it("include one that may not be read, also when the tests run as root", async () => {
    const path = await forbiddenModel(folder);
    const root = process.getuid?.() === 0;
    // Root reads everything; nobody may enter the folder, but not read the file.
    await chmod(folder, 0o755);
    if (root) process.seteuid?.(NOBODY);
    try {
      expect(refusal(path)?.failure.code).toBe("file.permission");
    } finally {
      if (root) process.seteuid?.(0);
    }
  });

  it("do not include one whose chat template never ends: it loads, the template is not run", async () => {
    expect(refusal(await endlessTemplateModel(folder))).toBeUndefined();
  });
});
