import type { ImportedName } from "./types.ts";

/** One path of an import tree and the names it binds. */
export interface UsePath {
  readonly specifier: string;
  readonly names: readonly ImportedName[];
  /** PHP's `use function` and `use const`. */
  readonly details?: { readonly value: true };
}

/** Braces inside each other; deeper ones are made by nobody, and would need a stack of any size. */
const MAX_DEPTH = 64;

const separators = ["::", "\\", "."] as const;

/**
 * Expands an import, with or without its keyword, that may be nested with braces, as in Rust `a::{b, c::{d as e, *}}`, PHP `A\{B, C as D}` and
 * Scala `a.b.{C => D, _}`, into one entry per leaf. The specifier is the leaf's full path; for a wildcard it is
 * the path before the star.
 */
export function expandUseTree(tree: string): UsePath[] {
  const source = tree
    .replace(/\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, "")
    .replace(/\s+/g, " ")
    .replace(/^ ?(?:import|use) /, "")
    .replace(/ ?; ?$/, "")
    .trim();
  const paths: UsePath[] = [];
  const plain = source.replace(VALUE, "");
  const separator = separators.find((mark) => source.includes(mark)) ?? "::";
  expand(plain, "", { paths, separator, values: plain !== source, depth: 0 });
  return paths;
}

/** What PHP writes before functions and constants, also inside braces. */
const VALUE = /^(?:function|const) /;

interface Expansion {
  readonly paths: UsePath[];
  /** All of the tree are functions or constants. */
  readonly values: boolean;
  readonly separator: string;
  /** Braces around. */
  readonly depth: number;
}

function expand(source: string, prefix: string, out: Expansion): void {
  const open = source.indexOf("{");
  if (open === -1) {
    for (const leaf of source.split(",")) addLeaf(leaf.trim(), prefix, out);
    return;
  }
  let start = 0;
  let depth = 0;
  for (let at = 0; at <= source.length; at++) {
    const char = source[at];
    if (char === "{") depth++;
    else if (char === "}") depth--;
    if (at !== source.length && (char !== "," || depth > 0)) continue;
    expandBranch(source.slice(start, at).trim(), prefix, out);
    start = at + 1;
  }
}

function expandBranch(branch: string, prefix: string, out: Expansion): void {
  const open = branch.indexOf("{");
  if (open === -1) {
    addLeaf(branch, prefix, out);
    return;
  }
  const close = branch.lastIndexOf("}");
  if (out.depth >= MAX_DEPTH) return;
  const inner = branch.slice(open + 1, close > open ? close : branch.length).trim();
  expand(inner, prefix + branch.slice(0, open).trim(), { ...out, depth: out.depth + 1 });
}

function addLeaf(written: string, prefix: string, { paths, separator, values }: Expansion): void {
  if (written === "") return;
  const leaf = written.replace(VALUE, "");
  const [path = "", alias] = leaf.split(/\s+as\s+|\s*=>\s*/);
  if (/^[*_]$/.test(path) || path.endsWith(`${separator}*`) || path.endsWith(`${separator}_`)) {
    const specifier = trimSeparator(prefix + path.slice(0, -1), separator);
    paths.push({ specifier, names: [{ name: "*", local: "*" }] });
    return;
  }
  const full = path === "self" && prefix !== "" ? trimSeparator(prefix, separator) : prefix + path;
  const name = full.slice(full.lastIndexOf(separator) + separator.length);
  const last = full.includes(separator) ? name : full;
  const found: UsePath = { specifier: full, names: [{ name: last, local: alias ?? last }] };
  paths.push(values || leaf !== written ? { ...found, details: { value: true } } : found);
}

function trimSeparator(path: string, separator: string): string {
  return path.endsWith(separator) ? path.slice(0, -separator.length) : path;
}
