/** The rules of the walk for one path, for files that were saved, created or deleted after it. */
import { lstatSync, type Stats } from "node:fs";
import { join } from "node:path";
import { baseName } from "../folders.ts";
import { IGNORE_FILES, type IgnoreScope, isIgnored, type ScopeMemory } from "./ignore-files.ts";
import { GIT_FILE, refuseByName, SKIPPED_DIRECTORIES } from "./rules.ts";
import { isSecretFolder } from "./secrets.ts";

const IGNORE_NAMES: ReadonlySet<string> = new Set(IGNORE_FILES);

/** `hidden` = the walk would not even list it. */
export type Admission =
  | { readonly kind: "file"; readonly bytes: number; readonly modifiedMs: number }
  | { readonly kind: "skip"; readonly reason: string }
  | { readonly kind: "folder" }
  | { readonly kind: "hidden" }
  | { readonly kind: "gone" };

export interface AdmitOptions {
  /** `.gitignore` syntax. */
  readonly exclude: readonly string[];
  /** Of the same root. */
  readonly scopes: ScopeMemory;
}

/** What the walk would do with `path` (relative to `root`, with `/`). */
export function admit(root: string, path: string, options: AdmitOptions): Admission {
  const scope = scopeFor(root, path, options);
  return "kind" in scope ? scope : admitEntry(root, path, scope);
}

/** The rules that hold where `path` lies, or what became of a folder above it. */
function scopeFor(root: string, path: string, { exclude, scopes }: AdmitOptions): IgnoreScope | Admission {
  const parts = path.split("/");
  let scope = scopes.inside("", scopes.top(exclude));
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = parts.slice(0, depth).join("/");
    const name = parts[depth - 1] ?? "";
    if (SKIPPED_DIRECTORIES.has(name) || isSecretFolder(name)) return HIDDEN;
    if (isIgnored(`${folder}/`, scope)) return HIDDEN;
    const stats = look(root, folder);
    if (stats === undefined) return GONE;
    // Behind a link to a folder: it is listed under its own name, if at all.
    if (!stats.isDirectory()) return HIDDEN;
    scope = scopes.inside(`${folder}/`, scope);
  }
  return scope;
}

function admitEntry(root: string, path: string, scope: IgnoreScope): Admission {
  const stats = look(root, path);
  if (stats === undefined) return GONE;
  const name = baseName(path);
  if (stats.isDirectory()) {
    return SKIPPED_DIRECTORIES.has(name) || isIgnored(`${path}/`, scope) ? HIDDEN : { kind: "folder" };
  }
  if (!stats.isFile() || name === GIT_FILE || isIgnored(path, scope)) return HIDDEN;
  const refusal = refuseByName(path, stats.size);
  if (refusal !== undefined) return { kind: "skip", reason: refusal };
  return { kind: "file", bytes: stats.size, modifiedMs: stats.mtimeMs };
}

/** True for what lies in a folder that no rule can show. */
export function isNeverListed(path: string): boolean {
  const folders = path.split("/").slice(0, -1);
  return folders.some((part) => SKIPPED_DIRECTORIES.has(part) || isSecretFolder(part));
}

/** True for files whose change may hide or show other files. */
export function changesRules(path: string): boolean {
  return IGNORE_NAMES.has(baseName(path));
}

const HIDDEN = { kind: "hidden" } as const;
const GONE = { kind: "gone" } as const;

function look(root: string, path: string): Stats | undefined {
  try {
    return lstatSync(join(root, path));
  } catch {
    return undefined;
  }
}
