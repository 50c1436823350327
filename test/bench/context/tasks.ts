/**
 * Hidden-line tasks. One, three or eight lines of a file are hidden; the targets are names that the hidden
 * lines refer to and that exactly one file of the repository defines, another one of the same language; a test
 * or fixture is no target of a file that is neither. Imports that only the hidden lines need are taken out of the
 * file, because a writer has not written them yet either.
 */

import { createProject, type Project } from "../../../src/server/context/index/resolve/project.ts";
import { resolveImport } from "../../../src/server/context/index/resolve/resolve.ts";
import type { IndexStore } from "../../../src/server/context/index/store.ts";
import type { Definition, ImportEdge, IndexView } from "../../../src/server/context/index/view.ts";
import type { FileParser } from "../../../src/server/context/parse/parser.ts";
import type { DefinitionTag, ImportTag, ParsedFile } from "../../../src/server/context/parse/types.ts";
import { isTestPath } from "../../../src/server/context/rank/file-kind.ts";
import { projectTexts } from "../../support/project-texts.ts";
import { MaskedView } from "./masked-view.ts";
import type { Random } from "./random.ts";

export interface Target {
  readonly name: string;
  /** The definitions that count, all in one file. */
  readonly definitions: readonly Definition[];
  /** The name occurs nowhere in the visible text. */
  readonly hard: boolean;
}

export interface Task {
  readonly fileId: number;
  readonly path: string;
  /** The file without the hidden lines and the imports only they need. */
  readonly text: string;
  /** Where the hidden lines were, a UTF-16 offset into `text`, at the start of a line. */
  readonly offset: number;
  readonly line: number;
  readonly targets: readonly Target[];
  /** Every name that the hidden lines refer to. */
  readonly references: readonly string[];
  readonly view: IndexView;
}

const HIDDEN_LINES = [1, 3, 8];
const NOT_CODE = new Set(["section", "key", "selector", "element"]);
/** Language ids → family: a line of one family cannot mean a definition of another. */
const FAMILIES: Readonly<Record<string, string>> = {
  typescript: "ecmascript",
  typescriptreact: "ecmascript",
  javascript: "ecmascript",
  javascriptreact: "ecmascript",
  python: "python",
  rust: "rust",
  java: "jvm",
  kotlin: "jvm",
  go: "go",
};

interface Source {
  readonly view: IndexView;
  readonly parser: FileParser;
  readonly project: Project;
}

interface Drawn {
  readonly fileId: number;
  readonly language: string;
  readonly path: string;
  readonly lines: readonly string[];
  readonly parsed: ParsedFile;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Lines of the import statement that starts at `line`: until its brackets are balanced. */
function statementEnd(lines: readonly string[], line: number): number {
  let depth = 0;
  for (let at = line; at < Math.min(lines.length, line + 60); at++) {
    const text = lines[at] ?? "";
    for (const character of text) {
      if ("({".includes(character)) depth++;
      else if (")}".includes(character)) depth--;
    }
    if (depth <= 0) return at + 1;
  }
  return line + 1;
}

function localNames(tag: ImportTag): string[] {
  if (tag.names.length > 0) return tag.names.map((name) => name.local);
  const last = tag.specifier.split(/[/.:\\]+/).findLast((part) => part !== "");
  return last === undefined ? [] : [last];
}

const WORD = /[A-Za-z_$][\w$]*/g;

function wordsOf(lines: Iterable<string>): Set<string> {
  const words = new Set<string>();
  for (const line of lines) for (const [word] of line.matchAll(WORD)) words.add(word);
  return words;
}

/** Line → text without what only the hidden lines need; undefined = the line goes away. */
function stripImports(drawn: Drawn): Map<number, string | undefined> {
  const { lines, parsed, from, to } = drawn;
  const importLines = new Set<number>();
  const ranges = parsed.imports.map((tag) => ({ tag, end: statementEnd(lines, tag.line) }));
  for (const { tag, end } of ranges) for (let at = tag.line; at < end; at++) importLines.add(at);
  const visible = wordsOf(lines.filter((_, at) => !importLines.has(at) && (at < from || at >= to)));
  const hidden = wordsOf(lines.slice(from, to));
  const onlyHidden = (name: string): boolean => hidden.has(name) && !visible.has(name);
  const changes = new Map<number, string | undefined>();
  const byStatement = Map.groupBy(ranges, ({ tag, end }) => `${tag.line}:${end}`);
  for (const group of byStatement.values()) {
    const locals = group.flatMap(({ tag }) => localNames(tag));
    const gone = locals.filter(onlyHidden);
    const first = group[0];
    if (gone.length === 0 || first === undefined) continue;
    for (let at = first.tag.line; at < first.end; at++) {
      if (gone.length === locals.length) changes.set(at, undefined);
      else {
        const text = changes.get(at) ?? lines[at] ?? "";
        changes.set(
          at,
          text.replace(WORD, (word) => (gone.includes(word) ? "" : word)),
        );
      }
    }
  }
  return changes;
}

function maskText(drawn: Drawn): { text: string; offset: number; line: number } {
  const changes = stripImports(drawn);
  const kept: string[] = [];
  let line = 0;
  drawn.lines.forEach((text, at) => {
    if (at === drawn.from) line = kept.length;
    if (at >= drawn.from && at < drawn.to) return;
    const changed = changes.has(at) ? changes.get(at) : text;
    if (changed !== undefined) kept.push(changed);
  });
  const before = kept.slice(0, line).join("\n");
  return { text: kept.join("\n"), offset: line === 0 ? 0 : before.length + 1, line };
}

function referencesOf({ parsed, from, to, lines }: Drawn): Set<string> {
  const names = new Set<string>();
  for (const tag of parsed.tags) {
    if (tag.kind === "reference" && tag.line >= from && tag.line < to) names.add(tag.name);
  }
  const imported = new Set(parsed.imports.flatMap((tag) => tag.names.map((name) => name.local)));
  for (const word of wordsOf(lines.slice(from, to))) if (imported.has(word)) names.add(word);
  return names;
}

function targetsOf(drawn: Drawn, view: IndexView, masked: string): Target[] {
  const names = referencesOf(drawn);
  const visible = wordsOf([masked]);
  const targets: Target[] = [];
  for (const name of names) {
    const definitions = view.definitionsNamed(name).filter(({ role }) => !NOT_CODE.has(role));
    const files = new Set(definitions.map(({ fileId }) => fileId));
    const [only] = files;
    if (name.length < 3 || files.size !== 1 || only === undefined || only === drawn.fileId) continue;
    const definer = view.file(only);
    if (definer === undefined || FAMILIES[definer.language] !== FAMILIES[drawn.language]) continue;
    if (isTestPath(definer.path) && !isTestPath(drawn.path)) continue;
    targets.push({ name, definitions, hard: !visible.has(name) });
  }
  return targets;
}

function definitionOf(tag: DefinitionTag, fileId: number, text: string, id: number): Definition {
  return {
    id,
    fileId,
    name: tag.name,
    role: tag.role,
    container: tag.container,
    startLine: tag.startLine,
    endLine: tag.endLine,
    nameLine: tag.line,
    start: tag.span.start,
    end: tag.span.end,
    signature: text.slice(tag.signature.start, tag.signature.end).replace(/\s+/g, " ").slice(0, 240),
    doc: undefined,
  };
}

export function definitionsOf(parsed: ParsedFile, fileId: number, text: string): Definition[] {
  return parsed.tags
    .filter((tag) => tag.kind === "definition")
    .map((tag, at) => definitionOf(tag, fileId, text, -1 - at));
}

async function makeTask(drawn: Drawn, source: Source): Promise<Task | undefined> {
  const { text, offset, line } = maskText(drawn);
  const targets = targetsOf(drawn, source.view, text);
  if (targets.length === 0) return undefined;
  const parsed = await source.parser.parseFile(text, drawn.language, { budgetMs: 20_000 });
  const imports: ImportEdge[] = parsed.imports.flatMap((tag) => {
    const names = tag.names.map((name) => name.name);
    const wanted = { ...tag, from: drawn.path, names };
    return resolveImport(drawn.language, wanted, source.project).flatMap((path) => {
      const toFileId = source.view.fileAt(path)?.id;
      return toFileId === undefined ? [] : [{ fromFileId: drawn.fileId, toFileId, names }];
    });
  });
  const definitions = definitionsOf(parsed, drawn.fileId, text);
  const view = new MaskedView(source.view, { fileId: drawn.fileId, text, imports, definitions });
  const references = [...referencesOf(drawn)];
  return { fileId: drawn.fileId, path: drawn.path, text, offset, line, targets, references, view };
}

/** `count` tasks of one repository, from files drawn uniformly and places drawn uniformly in them. */
export async function drawTasks(source: Source, random: Random, count: number): Promise<Task[]> {
  const files = source.view
    .files()
    .filter((file) => FAMILIES[file.language] !== undefined && file.lines >= 15);
  const tasks: Task[] = [];
  for (let tries = 0; tasks.length < count && tries < count * 40; tries++) {
    const file = random.pick(files);
    const text = source.view.text(file.id);
    if (text === undefined) continue;
    const lines = text.split("\n");
    const height = random.pick(HIDDEN_LINES);
    const from = random.below(Math.max(1, lines.length - height));
    const parsed = await source.parser.parseFile(text, file.language, { budgetMs: 20_000 });
    const inImport = parsed.imports.some(
      (tag) => tag.line < from + height && statementEnd(lines, tag.line) > from,
    );
    if (inImport) continue;
    const drawn = { fileId: file.id, path: file.path, language: file.language, lines, parsed, from };
    const task = await makeTask({ ...drawn, to: from + height }, source);
    if (task !== undefined) tasks.push(task);
  }
  return tasks;
}

export function projectOf(
  view: IndexView,
  { imports }: IndexStore,
  read: (path: string) => string | undefined,
): Project {
  return createProject(
    view.files().map((file) => file.path),
    projectTexts(read, () => imports.placedModules()),
  );
}
