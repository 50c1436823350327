/**
 * Counts what a text adds to the errors of its file's syntax tree. Parses from the nearest tree it has, so that
 * a candidate costs a fraction of a millisecond. Synchronous once a grammar is loaded: runs in a worker thread.
 */
import { type Language, type Node, Parser, type Tree } from "web-tree-sitter";
import { loadLanguage } from "../../context/parse/grammar.ts";
import { languageById } from "../../context/parse/languages.ts";
import { startRuntime } from "../../context/parse/runtime.ts";
import { changeBetween } from "../../context/parse/text-change.ts";
import type { Candidate, CursorScope, SyntaxPlace, SyntaxVerdict } from "./check.ts";
import { scopeAt } from "./cursor-scope.ts";

interface Parsed {
  readonly text: string;
  readonly tree: Tree;
}

/** Files whose tree is kept: users go back and forth between a few. */
const KEPT = 3;

export class ErrorCounter {
  private readonly folder: string;
  private readonly parser: Parser;
  private readonly languages = new Map<string, Promise<Language | undefined>>();
  /** By language and URI, the one used last at the end. */
  private readonly bases = new Map<string, Parsed>();

  private constructor(folder: string, parser: Parser) {
    this.folder = folder;
    this.parser = parser;
  }

  /** Starts the tree-sitter runtime from `folder`, where the build puts it and the grammars. */
  static async create(folder: string): Promise<ErrorCounter> {
    await startRuntime(folder);
    return new ErrorCounter(folder, new Parser());
  }

  /** Parses the file of `place`; false when its language has no grammar here. */
  async prepare(place: SyntaxPlace): Promise<boolean> {
    return (await this.parsed(place)) !== undefined;
  }

  /** The first candidate that leaves the file with no more errors than it has, with or without its line. */
  async firstGood(
    place: SyntaxPlace,
    candidates: readonly Candidate[],
    late: () => boolean = () => false,
  ): Promise<SyntaxVerdict> {
    const base = await this.parsed(place);
    if (base === undefined) return { kind: "unknown", why: "noGrammar" };
    const allowed = Math.min(errorsOf(base.tree.rootNode), this.errorsIn(base, withoutLine(place)));
    for (const [index, candidate] of candidates.entries()) {
      for (const text of candidate.texts) {
        if (late()) return { kind: "unknown", why: "late" };
        const errors = this.errorsIn(base, inserted(place, text));
        if (errors > allowed) continue;
        if (errors > 0 && this.isBeaten(base, place, { errors, rivals: candidate.rivals })) break;
        return { kind: "good", index };
      }
    }
    return { kind: "none" };
  }

  /** Where the cursor stands; undefined without a grammar. */
  async scope(place: SyntaxPlace): Promise<CursorScope | undefined> {
    const base = await this.parsed(place);
    return base && scopeAt(base.tree.rootNode, place.text, place.offset);
  }

  /** Errors of a text near the one prepared; undefined without a grammar. */
  async count(place: SyntaxPlace): Promise<number | undefined> {
    const base = await this.parsed(place);
    return base && errorsOf(base.tree.rootNode);
  }

  /** True when one of the rivals has fewer errors. */
  private isBeaten(
    base: Parsed,
    place: SyntaxPlace,
    { errors, rivals }: { readonly errors: number; readonly rivals: readonly string[] },
  ): boolean {
    return rivals.some((rival) => this.errorsIn(base, inserted(place, rival)) < errors);
  }

  private errorsIn(base: Parsed, text: string): number {
    const tree = this.near(base, text);
    if (tree === null) return Number.POSITIVE_INFINITY;
    const errors = errorsOf(tree.rootNode);
    tree.delete();
    return errors;
  }

  private near(base: Parsed, text: string): Tree | null {
    const old = base.tree.copy();
    old.edit(changeBetween(base.text, text));
    const tree = this.parser.parse(text, old);
    old.delete();
    return tree;
  }

  /** The file of `place`, parsed from the tree it had before; undefined without a grammar. */
  private async parsed(place: SyntaxPlace): Promise<Parsed | undefined> {
    const language = await this.language(place.languageId);
    if (language === undefined) return undefined;
    this.parser.setLanguage(language);
    const key = `${place.languageId} ${place.uri}`;
    const former = this.bases.get(key);
    this.bases.delete(key);
    const same = former?.text === place.text;
    const tree = same
      ? former.tree
      : former === undefined
        ? this.parser.parse(place.text)
        : this.near(former, place.text);
    if (!same) former?.tree.delete();
    if (tree === null) return undefined;
    const base = { text: place.text, tree };
    this.bases.set(key, base);
    this.dropOldest();
    return base;
  }

  private dropOldest(): void {
    for (const [key, { tree }] of this.bases) {
      if (this.bases.size <= KEPT) return;
      tree.delete();
      this.bases.delete(key);
    }
  }

  private language(id: string): Promise<Language | undefined> {
    const known = this.languages.get(id);
    if (known !== undefined) return known;
    const entry = languageById(id);
    const loading =
      entry?.grammar === undefined
        ? Promise.resolve(undefined)
        : loadLanguage(entry, this.folder).catch(() => undefined);
    this.languages.set(id, loading);
    return loading;
  }
}

/** ERROR and MISSING nodes. */
function errorsOf(node: Node): number {
  if (node.isMissing) return 1;
  if (!node.hasError) return 0;
  let errors = node.isError ? 1 : 0;
  for (const child of node.children) errors += errorsOf(child);
  return errors;
}

/** The file without the cursor's line: what the user has not finished yet counts as no error of the file. */
function withoutLine({ text, offset }: SyntaxPlace): string {
  const start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", offset);
  return text.slice(0, start) + (end < 0 ? "" : text.slice(end));
}

function inserted({ text, offset }: SyntaxPlace, insertion: string): string {
  return text.slice(0, offset) + insertion + text.slice(offset);
}
