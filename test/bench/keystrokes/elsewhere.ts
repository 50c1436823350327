/** Code of other files as the product finds it: the index of each repository, asked as while typing. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { CompletionRequest } from "../../../src/server/completion/request.ts";
import { answerAround } from "../../../src/server/context/answers.ts";
import { CompletionContext } from "../../../src/server/context/completion-context.ts";
import { NameGraph } from "../../../src/server/context/rank/name-graph.ts";
import { REPOSITORY } from "../../fixtures/cache.ts";
import { cachedIndex } from "../../support/build-index.ts";

/** The code of other files for a request in `repository`, at most `maxChars` UTF-16 units of it. */
export async function codeElsewhere(repository: string, maxChars: number) {
  const root = checkedOut(repository);
  const { view } = await cachedIndex(basename(repository), root);
  const graph = new NameGraph(view);
  const folder = { root, name: basename(repository), uri: "file:///", path: root };
  const context = new CompletionContext({
    maxChars: () => maxChars,
    log: (message) => {
      throw new Error(message);
    },
    context: {
      find: (uri) => ({ folder, path: uri }),
      around: async (uri, text, offset, chars) =>
        answerAround(graph, { cursor: { path: uri, text, offset }, maxChars: chars }),
    },
  });
  return (request: CompletionRequest): string => context.forRequest(request);
}

/** Code, and what imports are resolved with; a mirror may lack the contents of other files. */
const WANTED = /\.(?:tsx?|jsx?|py|go|java|rs|mod)$|(?:^|\/)(?:package|tsconfig)\.json$|\.toml$/;

/** A folder with the files of the newest commit. */
function checkedOut(repository: string): string {
  const git = (args: readonly string[], input = ""): Buffer =>
    execFileSync("git", ["-C", repository, ...args], {
      input,
      maxBuffer: 512 * 1024 * 1024,
      stdio: ["pipe", "pipe", "ignore"],
      env: { ...process.env, GIT_NO_LAZY_FETCH: "1" },
    });
  const commit = git(["rev-parse", "HEAD"]).toString().trim();
  const place = createHash("sha256").update(`${repository} ${commit}`).digest("hex").slice(0, 12);
  const folder = join(REPOSITORY, ".cache/bench", `tree-${place}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  const files = git(["ls-tree", "-r", "-z", commit])
    .toString()
    .split("\0")
    .map((line) => /^\d+ blob (\w+)\t(.+)$/s.exec(line))
    .filter((found) => found !== null && WANTED.test(found[2] ?? ""));
  const contents = git(["cat-file", "--batch"], files.map((found) => `${found?.[1]}\n`).join(""));
  let at = 0;
  for (const found of files) {
    const end = contents.indexOf("\n", at);
    const size = Number(/ blob (\d+)$/.exec(contents.toString("utf8", at, end))?.[1]);
    at = end + 1;
    if (Number.isNaN(size)) continue;
    const path = join(unfinished, found?.[2] ?? "");
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents.subarray(at, at + size));
    at += size + 1;
  }
  renameSync(unfinished, folder);
  return folder;
}
