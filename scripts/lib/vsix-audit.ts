/** What may lie in a VSIX, what must, and how much it may weigh. */
import { BINARIES, type Target } from "./targets.ts";
import type { ZipEntry } from "./zip.ts";

/** Everything outside node_modules that ships. */
const ALLOWED: readonly RegExp[] = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/package\.json$/,
  /^extension\/(?:readme|changelog)\.md$/i,
  /^extension\/LICENSE(?:\.txt|\.md)?$/i,
  /^extension\/THIRD-PARTY-NOTICES\.txt$/,
  /^extension\/dist\/package\.json$/,
  /^extension\/dist\/[\w./-]+\.(?:js|css|wasm|ttf|scm|query|json)$/,
  /^extension\/media\/[\w./-]+\.(?:svg|png|css|ttf|woff2?|md)$/,
];

/** Kinds of file that never ship inside node_modules. */
const STRAYS: readonly RegExp[] = [
  /\.(?:map|tsbuildinfo|vsix|gguf|tgz|md)$/,
  /\.[cm]?tsx?$/,
  /\/tsconfig[\w.-]*\.json$/,
  /gitRelease\.bundle$/,
  /\/(?:test|tests|__tests__|example|examples|\.github)\//,
  /\/node_modules\/\.(?:bin|package-lock)/,
  /^extension\/node_modules\/(?:typescript|@types|vscode|mocha|vitest|playwright-core|esbuild)\//,
];

const REQUIRED: readonly string[] = [
  "extension/package.json",
  "extension/readme.md",
  "extension/changelog.md",
  "extension/LICENSE.txt",
  "extension/THIRD-PARTY-NOTICES.txt",
  "extension/dist/extension.js",
  "extension/dist/server.js",
  "extension/dist/sidecar.js",
  "extension/dist/index.worker.js",
  "extension/dist/parse.worker.js",
  "extension/dist/syntax.worker.js",
  "extension/dist/webview.js",
  "extension/node_modules/node-llama-cpp/package.json",
  "extension/node_modules/node-llama-cpp/LICENSE",
];

export interface AuditOptions {
  readonly target: Target;
  readonly cpuOnly: boolean;
  /** Largest archive allowed, bytes. */
  readonly budget: number;
}

/** Sentences about everything that is wrong; empty = fit to ship. */
export function auditVsix(
  entries: readonly ZipEntry[],
  archiveBytes: number,
  options: AuditOptions,
): string[] {
  const names = new Set(entries.map((entry) => entry.name));
  const binaries = BINARIES[options.target].slice(0, options.cpuOnly ? 1 : undefined);
  const problems = entries
    .filter((entry) => isStray(entry.name, binaries))
    .map((entry) => `stray: ${entry.name}`);
  for (const name of REQUIRED) if (!names.has(name)) problems.push(`missing: ${name}`);
  for (const binary of binaries) {
    const folder = `extension/node_modules/@node-llama-cpp/${binary}/`;
    const hasAddon = [...names].some((name) => name.startsWith(folder) && name.endsWith("llama-addon.node"));
    if (!hasAddon) problems.push(`missing: the native addon in ${folder}`);
  }
  if (archiveBytes > options.budget) {
    problems.push(
      `too large: ${archiveBytes} bytes, the budget is ${options.budget} (scripts/vsix-budgets.json)`,
    );
  }
  return problems;
}

function isStray(name: string, binaries: readonly string[]): boolean {
  if (!name.startsWith("extension/node_modules/")) return !ALLOWED.some((pattern) => pattern.test(name));
  if (/\/LICEN[CS]E[^/]*$/i.test(name)) return false;
  const binary = /^extension\/node_modules\/@node-llama-cpp\/([^/]+)\//.exec(name)?.[1];
  if (binary !== undefined && !binaries.includes(binary)) return true;
  return STRAYS.some((pattern) => pattern.test(name));
}
