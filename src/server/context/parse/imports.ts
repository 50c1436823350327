import type { Captured, RawImport } from "./captures.ts";
import { createDetailsFinder } from "./import-details.ts";
import type { ImportedName, ImportTag, Span } from "./types.ts";
import { expandUseTree } from "./use-tree.ts";

/** Merges the matches of each import statement into one tag per specifier, in the order of the file. */
export function finishImports(text: string, captured: Captured): ImportTag[] {
  const detailsOf = createDetailsFinder(text, captured);
  const merged = new Map<number, { tag: Omit<ImportTag, "names">; names: ImportedName[] }>();
  const trees: { at: number; tag: ImportTag }[] = [];
  const seenTrees = new Set<number>();
  for (const raw of captured.imports) {
    const tree = raw.parts.get("tree");
    if (tree !== undefined) {
      if (seenTrees.has(tree.start)) continue;
      seenTrees.add(tree.start);
      for (const path of expandUseTree(text.slice(tree.start, tree.end))) {
        const details = detailsOf(raw, path.details);
        trees.push({ at: tree.start, tag: { ...path, form: raw.form, line: raw.line, ...details } });
      }
      continue;
    }
    const at = raw.parts.get("specifier");
    if (at === undefined) continue;
    const entry = merged.get(at.start) ?? {
      tag: {
        specifier: unquote(text.slice(at.start, at.end)),
        form: raw.form,
        line: raw.line,
        ...detailsOf(raw),
      },
      names: [],
    };
    merged.set(at.start, entry);
    addNames(entry.names, raw, text);
  }
  const flat = [...merged].map(([at, { tag, names }]) => ({ at, tag: { ...tag, names } }));
  return [...flat, ...trees].sort((a, b) => a.at - b.at).map(({ tag }) => tag);
}

function addNames(names: ImportedName[], raw: RawImport, text: string): void {
  const read = (span: Span | undefined): string | undefined =>
    span === undefined ? undefined : unquote(text.slice(span.start, span.end));
  const name = read(raw.parts.get("name"));
  const alias = read(raw.parts.get("alias"));
  if (name !== undefined) add(names, { name, local: alias ?? name });
  const whole = read(raw.parts.get("namespace"));
  if (whole !== undefined) add(names, { name: "*", local: whole });
  const fallback = read(raw.parts.get("default"));
  if (fallback !== undefined) add(names, { name: "default", local: fallback });
  if (raw.parts.has("wildcard")) add(names, { name: "*", local: "*" });
}

function add(names: ImportedName[], name: ImportedName): void {
  if (names.some((known) => known.name === name.name && known.local === name.local)) return;
  // A pattern with an optional alias also matches without it; the one that has it is right.
  const plain = names.findIndex((known) => known.name === name.name && known.local === known.name);
  if (plain !== -1 && name.local !== name.name) names[plain] = name;
  else if (name.local !== name.name || !names.some((known) => known.name === name.name)) names.push(name);
}

/** Takes quotes off; `<stdio.h>` keeps its brackets, which say where to look. */
function unquote(text: string): string {
  const first = text[0] ?? "";
  return text.length >= 2 && `"'\``.includes(first) && text.endsWith(first) ? text.slice(1, -1) : text;
}
