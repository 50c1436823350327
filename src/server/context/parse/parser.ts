/**
 * Parses one file at a time and reads tags, imports and foldable bodies off its tree. Synchronous once a
 * grammar is loaded, so it belongs in a worker thread; `pool.ts` is the door for everyone else.
 */
import { Parser, type Tree } from "web-tree-sitter";
import { type Captured, collectCaptures } from "./captures.ts";
import { finishDefinitions } from "./definitions.ts";
import { DEFAULT_BUDGET_MS, inChunks } from "./fallback.ts";
import { type Grammar, type GrammarOptions, loadGrammar } from "./grammar.ts";
import { finishImports } from "./imports.ts";
import { type LanguageEntry, languageById } from "./languages.ts";
import { lineStartsOf } from "./line-chunks.ts";
import { matchesIn } from "./matches.ts";
import { startRuntime } from "./runtime.ts";
import { createSpanFinder } from "./span-finder.ts";
import { TreeMemory } from "./tree-memory.ts";
import type { DefinitionTag, FoldableBody, ParsedFile, ReferenceTag, Span, Tag } from "./types.ts";

export interface ParseLimits {
  /** Milliseconds; {@link DEFAULT_BUDGET_MS} by default. */
  readonly budgetMs?: number;
  /** Asked every few thousand parser steps; `true` stops the parse, which then counts as over budget. */
  readonly cancelled?: () => boolean;
  /** Whether names that are only used are wanted too; true by default. The index keeps none of them. */
  readonly references?: boolean;
  /**
   * Names a file that will soon be parsed again: its tree is kept for that, and used if it was kept before. Not for
   * references: where a grammar is ambiguous (Go: `f[T](x)` is a call or a conversion) a mended tree may read a use of
   * a name otherwise than one made from the beginning.
   */
  readonly keepAs?: string | undefined;
}

export interface FileParser {
  /**
   * Never throws for any text: without a tree the answer has line chunks and says why. It throws only when
   * the WebAssembly instance itself is broken, after which this process or thread must not parse again.
   */
  parseFile(text: string, languageId: string, limits?: ParseLimits): Promise<ParsedFile>;
}

/** Starts the tree-sitter runtime from `folder`, where the build puts it and the grammars. */
export async function createFileParser(folder: string): Promise<FileParser> {
  const runtime = await startRuntime(folder);
  const parser = new Parser();
  const trees = new TreeMemory();
  const grammars = new Map<string, Promise<Grammar | Error>>();
  const load = (entry: LanguageEntry, references: boolean): Promise<Grammar | Error> => {
    const key = `${entry.id} ${references}`;
    const known = grammars.get(key);
    if (known !== undefined) return known;
    const loading = loadWarm(parser, entry, { folder, runtime, references }).catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    );
    grammars.set(key, loading);
    return loading;
  };
  return {
    async parseFile(text, languageId, limits = {}) {
      const entry = languageById(languageId);
      if (entry?.grammar === undefined) {
        return inChunks(text, entry?.id ?? languageId, "no-grammar", entry?.note);
      }
      const grammar = await load(entry, limits.references !== false);
      if (grammar instanceof Error) return inChunks(text, entry.id, "bad-grammar", grammar.message);
      return parseWith({ parser, trees, grammar, language: entry.id }, text, limits);
    },
  };
}

/**
 * Loads a grammar and uses it once, on next to nothing: V8 compiles WebAssembly at its first call, which must not
 * count against the time budget of the first file.
 */
async function loadWarm(parser: Parser, entry: LanguageEntry, options: GrammarOptions): Promise<Grammar> {
  const grammar = await loadGrammar(entry, options);
  parser.setLanguage(grammar.language);
  const tree = parser.parse(" a\n");
  if (tree !== null) grammar.query.matches(tree.rootNode);
  tree?.delete();
  return grammar;
}

interface Tools {
  readonly parser: Parser;
  readonly trees: TreeMemory;
  readonly grammar: Grammar;
  readonly language: string;
}

function parseWith(tools: Tools, text: string, limits: ParseLimits): ParsedFile {
  const { trees, grammar, language } = tools;
  const { budgetMs = DEFAULT_BUDGET_MS, references = true } = limits;
  const keepAs = references ? undefined : limits.keepAs;
  const deadline = performance.now() + budgetMs;
  let stopped = false;
  const progressCallback = (): boolean => {
    stopped ||= performance.now() > deadline || limits.cancelled?.() === true;
    return stopped;
  };
  const tree = parseTree(tools, text, { keepAs, progressCallback });
  let kept = false;
  try {
    const reading = { grammar, language, text, progressCallback, references };
    const parsed = tree === undefined ? undefined : readTree(tree, reading);
    if (tree === undefined || parsed === undefined || stopped)
      return inChunks(text, language, "time-budget", `Parsing took longer than ${budgetMs} ms.`);
    if (keepAs !== undefined && !parsed.hasError) {
      trees.keep(keepAs, { language, text, tree });
      kept = true;
    }
    return parsed;
  } finally {
    if (!kept) tree?.delete();
  }
}

interface TreeOptions extends Pick<ParseLimits, "keepAs"> {
  readonly progressCallback: () => boolean;
}

/**
 * The tree of a text; undefined when it was stopped. Where the text is broken, the way back to sound syntax depends
 * on what is known already. The index must not: there it is parsed from its beginning.
 */
function parseTree(tools: Tools, text: string, { keepAs, progressCallback }: TreeOptions): Tree | undefined {
  const { parser, trees, grammar, language } = tools;
  parser.setLanguage(grammar.language);
  const parse = (before?: Tree): Tree | undefined => {
    const tree = parser.parse(text, before, { progressCallback });
    before?.delete();
    if (tree === null) parser.reset();
    return tree ?? undefined;
  };
  const before = keepAs === undefined ? undefined : trees.fitted(keepAs, language, text);
  if (before === undefined) return parse();
  const tree = parse(before);
  if (tree?.rootNode.hasError !== true) return tree;
  tree.delete();
  return parse();
}

interface Reading {
  readonly grammar: Grammar;
  readonly language: string;
  readonly text: string;
  readonly progressCallback: () => boolean;
  readonly references: boolean;
}

function readTree(tree: Tree, reading: Reading): ParsedFile | undefined {
  const { grammar, language, text, progressCallback } = reading;
  const matches = matchesIn({ ...grammar, tree, text, progressCallback });
  if (progressCallback()) return undefined;
  const captured = collectCaptures(matches, text);
  const definitions = finishDefinitions(text, captured, lineStartsOf(text));
  return {
    language,
    tags: reading.references ? withReferences(text, captured, definitions) : definitions,
    imports: finishImports(text, captured),
    bodies: finishBodies(text, captured.folds, definitions),
    hasError: tree.rootNode.hasError,
  };
}

function finishReferences(text: string, captured: Captured, definedAt: ReadonlySet<number>): ReferenceTag[] {
  // Names inside an import statement are its own.
  const inImport = createSpanFinder(captured.imports.map(({ statement }) => statement));
  const chosen = new Map<number, Captured["references"][number]>();
  for (const raw of captured.references) {
    const { start } = raw.name;
    if (definedAt.has(start) || inImport(start)) continue;
    if (raw.pattern < (chosen.get(start)?.pattern ?? Infinity)) chosen.set(start, raw);
  }
  return [...chosen.values()]
    .sort((a, b) => a.name.start - b.name.start)
    .map(({ role, name, line }) => ({
      kind: "reference",
      role,
      name: text.slice(name.start, name.end),
      nameStart: name.start,
      line,
    }));
}

function withReferences(text: string, captured: Captured, definitions: readonly DefinitionTag[]): Tag[] {
  const names = new Set(definitions.map((definition) => definition.nameStart));
  const tags: Tag[] = [...definitions, ...finishReferences(text, captured, names)];
  return tags.sort((a, b) => a.nameStart - b.nameStart);
}

/** Bodies of more than one line; a docstring at the start of a body stays outside it. */
function finishBodies(
  text: string,
  folds: readonly Span[],
  definitions: readonly DefinitionTag[],
): FoldableBody[] {
  const docEnds = new Map<number, number>();
  for (const { doc } of definitions) if (doc !== undefined) docEnds.set(doc.start, doc.end);
  const bodies: FoldableBody[] = [];
  const seen = new Set<number>();
  for (const { start, end } of folds) {
    if (seen.has(start)) continue;
    seen.add(start);
    const startOffset = docEnds.get(start) ?? start;
    const endOffset = start + text.slice(start, end).trimEnd().length;
    if (text.slice(startOffset, endOffset).trim().includes("\n")) bodies.push({ startOffset, endOffset });
  }
  return bodies.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
}
