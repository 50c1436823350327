/**
 * What a save costs: files of a real repository are written as an editor does it, and the index is asked to answer once
 * it has them. A file is saved several times in a row, as by somebody who works on it, and its first save counts
 * apart: it is parsed from the beginning, the others from the tree of the one before.
 */
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { type IndexedServer, startIndexedServer } from "../../process/context-server.ts";
import { settled } from "./cold.ts";
import { threadTimes } from "./process-figures.ts";

/** Files that are saved one after the other, and how often each. */
const FILES = 60;
const SAVES = 4;
/** Files before them: the first saves load the parser. */
const WARM_UP = 10;
/** Files of a branch switch. */
const BRANCH = 200;

export interface Saves {
  /** Milliseconds from an editor's message to an index that has the new text and its definitions. */
  readonly milliseconds: readonly number[];
  /** Processor milliseconds of one save, in the index worker and the parser. */
  readonly processor: number;
}

export interface Edits {
  /** Of a file that was not saved before. */
  readonly first: Saves;
  /** Of one that was saved a moment ago. */
  readonly later: Saves;
  readonly branchMs: number;
  readonly branchProcessor: number;
}

interface Source {
  readonly path: string;
  readonly text: string;
}

function sourceFiles(root: string, limit: number): string[] {
  const found: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (found.length >= limit || entry.name.startsWith(".")) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (/\.(?:ts|py|rs|go|java)$/.test(entry.name) && statSync(join(root, path)).size < 50_000)
        found.push(path);
    }
  };
  visit("");
  return found;
}

/** A line that nothing depends on, in another place at each save, and a name that is changed. */
function edited(text: string, save: number): string {
  const place = text.indexOf("\n", (text.length * (save + 1)) / (SAVES + 2)) + 1;
  return `${text.slice(0, place)}\n${text.slice(place).replace(/\w{11,}/, `$&${save}`)}`;
}

class Editor {
  readonly #server: IndexedServer;
  readonly #root: string;

  constructor(server: IndexedServer, root: string) {
    this.#server = server;
    this.#root = root;
  }

  write(path: string, content: string | Buffer): void {
    writeFileSync(join(this.#root, path), content);
  }

  /** Processor seconds of both threads of the index so far. */
  get #processor(): number {
    const { index, parse } = threadTimes(this.#server.pid);
    return index + parse;
  }

  /** Reports files that were written. */
  async report(paths: readonly string[]): Promise<{ readonly ms: number; readonly processor: number }> {
    const before = this.#processor;
    const start = performance.now();
    await this.#server.changed(...paths);
    await settled(this.#server);
    return { ms: performance.now() - start, processor: 1000 * (this.#processor - before) };
  }
}

/** Saves each file {@link SAVES} times. */
async function saveAll(editor: Editor, files: readonly Source[]): Promise<Pick<Edits, "first" | "later">> {
  const figures = {
    first: { ms: [] as number[], processor: 0 },
    later: { ms: [] as number[], processor: 0 },
  };
  for (const { path, text } of files) {
    for (let save = 0; save < SAVES; save++) {
      editor.write(path, edited(text, save));
      const { ms, processor } = await editor.report([path]);
      const kind = figures[save === 0 ? "first" : "later"];
      kind.ms.push(ms);
      kind.processor += processor;
    }
  }
  const saves = ({ ms, processor }: (typeof figures)["first"]): Saves => ({
    milliseconds: ms,
    processor: processor / ms.length,
  });
  return { first: saves(figures.first), later: saves(figures.later) };
}

/** Changes files of a repository and waits for the index; the files are restored. */
export async function edits(root: string, indexDirectory: string): Promise<Edits> {
  await using server = await startIndexedServer({ root, indexDirectory });
  await settled(server);
  const sources = sourceFiles(root, BRANCH + WARM_UP).map((path) => {
    const bytes = readFileSync(join(root, path));
    return { path, bytes, text: bytes.toString(), stats: statSync(join(root, path)) };
  });
  const editor = new Editor(server, root);
  try {
    await saveAll(editor, sources.slice(0, WARM_UP));
    const saved = await saveAll(editor, sources.slice(WARM_UP, WARM_UP + FILES));
    const branch = sources.slice(0, BRANCH);
    for (const { path, text } of branch) editor.write(path, `${text}\n\n\n`);
    const { ms, processor } = await editor.report(branch.map(({ path }) => path));
    return { ...saved, branchMs: ms, branchProcessor: processor };
  } finally {
    for (const { path, bytes, stats } of sources) {
      editor.write(path, bytes);
      utimesSync(join(root, path), stats.atime, stats.mtime);
    }
  }
}
