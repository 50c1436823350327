import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BINARIES, TARGETS, type Target } from "../../../scripts/lib/targets.ts";
import { auditVsix } from "../../../scripts/lib/vsix-audit.ts";
import { listZip } from "../../../scripts/lib/zip.ts";
import budgets from "../../../scripts/vsix-budgets.json" with { type: "json" };

/** A VSIX as it should be, for `target`. */
function lean(target: Target): string[] {
  const addons = BINARIES[target].map(
    (name) => `extension/node_modules/@node-llama-cpp/${name}/bins/${name}/llama-addon.node`,
  );
  return [
    "[Content_Types].xml",
    "extension.vsixmanifest",
    "extension/package.json",
    "extension/readme.md",
    "extension/changelog.md",
    "extension/LICENSE.txt",
    "extension/THIRD-PARTY-NOTICES.txt",
    "extension/dist/package.json",
    "extension/dist/extension.js",
    "extension/dist/server.js",
    "extension/dist/sidecar.js",
    "extension/dist/index.worker.js",
    "extension/dist/parse.worker.js",
    "extension/dist/syntax.worker.js",
    "extension/dist/webview.js",
    "extension/node_modules/node-llama-cpp/package.json",
    "extension/node_modules/node-llama-cpp/LICENSE",
    ...addons,
  ];
}

function audit(names: readonly string[], target: Target = "linux-x64", archiveBytes = 1000): string[] {
  const entries = names.map((name) => ({ name, packed: 1, size: 1 }));
  return auditVsix(entries, archiveBytes, { target, cpuOnly: false, budget: 10_000 });
}

describe("VSIX audit", () => {
  it.each(TARGETS)("accepts a lean VSIX for %s", (target) => {
    expect(audit(lean(target), target)).toEqual([]);
  });

  it.each([
    "extension/src/client/extension.ts",
    "extension/test/unit/a.test.js",
    "extension/dist/extension.js.map",
    "extension/.env",
    "extension/package-lock.json",
    "extension/media/demo.mp4",
    "extension/node_modules/node-llama-cpp/llama/gitRelease.bundle",
    "extension/node_modules/node-llama-cpp/dist/index.d.ts",
    "extension/node_modules/node-llama-cpp/README.md",
    "extension/node_modules/chalk/tests/a.js",
    "extension/node_modules/typescript/lib/tsc.js",
    "extension/node_modules/@node-llama-cpp/linux-x64-cuda/bins/linux-x64-cuda/llama-addon.node",
    "extension/node_modules/@node-llama-cpp/win-x64/bins/win-x64/llama-addon.node",
  ])("names the stray %s", (stray) => {
    expect(audit([...lean("linux-x64"), stray])).toEqual([`stray: ${stray}`]);
  });

  it("names every required file that is missing", () => {
    for (const name of lean("linux-x64").slice(2)) {
      if (name.endsWith("dist/package.json")) continue;
      const problems = audit(lean("linux-x64").filter((kept) => kept !== name));
      expect({ name, problems }).toEqual({ name, problems: [expect.stringMatching(/^missing: /)] });
    }
  });

  it("fails when the archive outgrows its budget", () => {
    expect(audit(lean("linux-x64"), "linux-x64", 10_001).join()).toContain("too large: 10001 bytes");
  });

  it("has a budget for every target", () => {
    expect(TARGETS.filter((target) => !(budgets[target] > 0))).toEqual([]);
  });
});

describe("ZIP listing", () => {
  it("reads names and sizes of an archive with a comment", async () => {
    const directory = await mkdtemp(join(tmpdir(), "gw-zip-"));
    const path = join(directory, "a.zip");
    await writeFile(path, storedZip("extension/ä.txt", Buffer.from("hello"), "a comment"));
    expect(await listZip(path)).toEqual([{ name: "extension/ä.txt", packed: 5, size: 5 }]);
    await rm(directory, { recursive: true });
  });

  it("refuses a file that is no archive", async () => {
    const directory = await mkdtemp(join(tmpdir(), "gw-zip-"));
    const path = join(directory, "a.zip");
    await writeFile(path, "<html>");
    await expect(listZip(path)).rejects.toThrow("is not a ZIP archive");
    await rm(directory, { recursive: true });
  });
});

/** One stored entry, by PKWARE's APPNOTE 4.3: local header, central directory, end record. */
function storedZip(name: string, content: Buffer, comment: string): Buffer {
  const nameBytes = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt32LE(content.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(nameBytes.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt32LE(content.length, 20);
  central.writeUInt32LE(content.length, 24);
  central.writeUInt16LE(nameBytes.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + nameBytes.length, 12);
  end.writeUInt32LE(local.length + nameBytes.length + content.length, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([local, nameBytes, content, central, nameBytes, end, Buffer.from(comment)]);
}
