/** THIRD-PARTY-NOTICES.txt: licences of the packages inside the bundles. Those beside them keep their own file. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./paths.ts";

/** Names the packages whose code esbuild put into `dist`, from its source maps. */
export async function bundledPackages(dist: string): Promise<string[]> {
  const names = new Set<string>();
  for (const file of (await readdir(dist)).filter((name) => name.endsWith(".map"))) {
    const { sources } = JSON.parse(await readFile(join(dist, file), "utf8")) as { sources: string[] };
    for (const source of sources) {
      const match = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source);
      if (match?.[1] !== undefined) names.add(match[1]);
    }
  }
  return [...names].toSorted();
}

interface Grammar {
  readonly package: string;
  readonly licence: string;
  readonly source: string;
}

/** The grammars that ship as wasm files; no source map names them. */
async function shippedGrammars(): Promise<ReadonlyMap<string, Grammar>> {
  const table = JSON.parse(await readFile(join(ROOT, "grammars/languages.json"), "utf8")) as ReadonlyArray<{
    readonly name: string;
    readonly grammar?: Grammar;
  }>;
  return new Map(table.flatMap(({ name, grammar }) => (grammar === undefined ? [] : [[name, grammar]])));
}

/** The text of the notices file; a package without a licence is an error. */
export async function notices(packages: readonly string[]): Promise<string> {
  const grammars = await shippedGrammars();
  const carriers = [...grammars.values()].map((grammar) => grammar.package);
  const names = [...new Set([...packages, ...carriers])].toSorted();
  const parts = await Promise.all(names.map(notice));
  const lines = [...grammars].map(
    ([name, { licence, source, package: from }]) => `${name}: ${source} (${licence}), from ${from}`,
  );
  return (
    `Gemwright contains code of these packages.\n\n${parts.join("\n")}\n` +
    `Grammars\n\n${lines.join("\n")}\n`
  );
}

async function notice(name: string): Promise<string> {
  const directory = join(ROOT, "node_modules", name);
  const manifest = JSON.parse(await readFile(join(directory, "package.json"), "utf8")) as {
    version: string;
    license?: string;
  };
  if (manifest.license === undefined) throw new Error(`${name} names no licence: do not ship it.`);
  const file = (await readdir(directory)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? "" : await readFile(join(directory, file), "utf8");
  const rule = "-".repeat(80);
  return `${rule}\n${name} ${manifest.version} (${manifest.license})\n${rule}\n${text.trim()}\n`;
}
