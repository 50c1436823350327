/**
 * Copies the tree-sitter runtime, the pinned grammars and our queries into a folder, `dist/grammars` by
 * default, and compiles the queries. A grammar whose SHA-256 is not the one in `grammars/languages.json` stops
 * the build: a package that changed under its version is not shipped.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Fills `out`; a file that already has the right content is left alone. Returns how many bytes lie there. */
export async function copyGrammars(out = join(root, "dist/grammars")) {
  await mkdir(out, { recursive: true });
  const table = JSON.parse(await readFile(join(root, "grammars/languages.json"), "utf8"));
  let bytes = 0;
  for (const { name, grammar } of table) {
    if (grammar === undefined) continue;
    const from = join(root, "node_modules", grammar.package, grammar.wasm);
    const content = await readFile(from);
    const found = createHash("sha256").update(content).digest("hex");
    if (found !== grammar.sha256) {
      throw new Error(
        `The ${name} grammar ${from} has SHA-256 ${found}, but grammars/languages.json expects ${grammar.sha256}. ` +
          `Run "npm ci"; if ${grammar.package} was updated on purpose, check the grammar and update the table.`,
      );
    }
    await putFile(join(out, grammar.file), content);
    bytes += content.length;
  }
  const runtime = await readFile(join(root, "node_modules/web-tree-sitter/web-tree-sitter.wasm"));
  await putFile(join(out, "web-tree-sitter.wasm"), runtime);
  for (const entry of await readdir(join(root, "grammars"), { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const filter = (path) => !path.includes(".") || path.endsWith(".scm");
    const from = join(root, "grammars", entry.name);
    await cp(from, join(out, entry.name), {
      recursive: true,
      filter: (path) => filter(path.slice(from.length)),
    });
  }
  await promisify(execFile)(process.execPath, [join(root, "scripts/queries.ts"), out]);
  return bytes + runtime.length;
}

/** Writes only what differs, so that a repeated build does not copy 40 MB. */
async function putFile(path, content) {
  const known = await stat(path).catch(() => undefined);
  if (known?.size === content.length && (await readFile(path)).equals(content)) return;
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, content);
  await rename(unfinished, path);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const bytes = await copyGrammars(process.argv[2]);
  process.stdout.write(`grammars: ${(bytes / 1e6).toFixed(1)} MB\n`);
}
