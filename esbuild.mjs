/** Builds every bundle into dist/. `--watch` rebuilds; `--minify` is for packaging. */
import { mkdir, writeFile } from "node:fs/promises";
import { build, context } from "esbuild";
import { copyGrammars } from "./scripts/grammars.mjs";

const minify = process.argv.includes("--minify");
const shared = { bundle: true, sourcemap: !minify, minify, logLevel: "info", legalComments: "none" };
const node = { ...shared, platform: "node", format: "cjs", target: "node22" };

const targets = [
  { ...node, entryPoints: { extension: "src/client/extension.ts" }, external: ["vscode"] },
  { ...node, entryPoints: { server: "src/server/main.ts", cli: "src/cli/main.ts" } },
  { ...node, entryPoints: { "index.worker": "src/server/context/index/index.worker.ts" } },
  // The ESM build of web-tree-sitter needs import.meta.url, which a CommonJS bundle does not have.
  {
    ...node,
    entryPoints: {
      "parse.worker": "src/server/context/parse/parse.worker.ts",
      "syntax.worker": "src/server/completion/syntax/syntax.worker.ts",
    },
    alias: { "web-tree-sitter": "./node_modules/web-tree-sitter/web-tree-sitter.cjs" },
  },
  // node-llama-cpp is ESM and tests its binary in a child process: it must stay outside the bundle.
  { ...node, entryPoints: { sidecar: "src/sidecar/main.ts" }, external: ["node-llama-cpp"] },
  {
    ...shared,
    platform: "browser",
    format: "iife",
    target: "es2023",
    entryPoints: { webview: "src/webview/main.ts" },
    loader: { ".ttf": "file" },
  },
].map((target) => ({ ...target, outdir: "dist" }));

await mkdir("dist", { recursive: true });
await copyGrammars("dist/grammars");
await writeFile("dist/package.json", '{ "type": "commonjs" }\n');
if (process.argv.includes("--watch")) {
  for (const target of targets) await (await context(target)).watch();
} else {
  await Promise.all(targets.map((target) => build(target)));
}
