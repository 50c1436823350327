/** `@file` and `@repo` in a question. */

export interface Mentions {
  /** Paths as written, e.g. `src/cart.ts`, `cart.ts`, `src/`. */
  readonly paths: readonly string[];
  /** The whole repository is asked for. */
  readonly repository: boolean;
}

/** `@` after a blank or at the start, then a path; an e-mail address or a decorator in code is none. */
const MENTION = /(?:^|[\s(,])@(?:"([^"\n]+)"|([\w./\\-]+))/g;

/** Only what looks like a file (a dot or a slash in it) counts, besides `@repo`. */
export function parseMentions(question: string): Mentions {
  const paths: string[] = [];
  let repository = false;
  for (const [, quoted, plain] of question.matchAll(MENTION)) {
    const word = (quoted ?? plain ?? "").replace(/[.,]+$/, "").replaceAll("\\", "/");
    if (word === "repo" || word === "repository" || word === "workspace") repository = true;
    else if (/[./]/.test(word)) paths.push(word.replace(/^\.?\//, ""));
  }
  return { paths: [...new Set(paths)], repository };
}
