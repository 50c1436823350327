/** `package.json` of the workspace: names, `exports`, `imports`, `main` (rules: Node's package documentation). */
import { folderOf } from "../folders.ts";
import { isObject, parseConfig } from "./json-config.ts";
import type { Project } from "./project.ts";

export interface NodePackage {
  readonly folder: string;
  /** Of `source`, `exports["."]`, `module`, `main` and `types`, in this order. */
  readonly entries: readonly string[];
  readonly exports: unknown;
  readonly imports: unknown;
}

export interface NodePackages {
  readonly byName: ReadonlyMap<string, NodePackage>;
  readonly byFolder: ReadonlyMap<string, NodePackage>;
}

const known = new WeakMap<Project, NodePackages>();

export function packagesOf(project: Project): NodePackages {
  const found = known.get(project);
  if (found !== undefined) return found;
  const packages = { byName: new Map<string, NodePackage>(), byFolder: new Map<string, NodePackage>() };
  for (const path of project.named("package.json")) {
    const manifest = parseConfig(project.read(path));
    if (manifest === undefined) continue;
    const { name, source, exports, module, main, types, imports } = manifest;
    const dot = isObject(exports) && "." in exports ? exports["."] : exports;
    const entries = [source, dot, module, main, types].flatMap(stringsIn);
    const made = { folder: folderOf(path), entries: [...new Set(entries)], exports, imports };
    packages.byFolder.set(made.folder, made);
    if (typeof name === "string") packages.byName.set(name, made);
  }
  known.set(project, packages);
  return packages;
}

/** Targets under every condition, in the order in which they stand. */
function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return isObject(value) ? Object.values(value).flatMap(stringsIn) : [];
}

/**
 * What a map of `exports` or `imports` says of a key: the key itself, or the pattern with the longest beginning,
 * with the matched part put in for `*`.
 */
export function targetsOf(map: unknown, key: string): string[] {
  if (!isObject(map)) return [];
  if (key in map) return stringsIn(map[key]);
  const patterns = Object.keys(map).flatMap((pattern) => {
    const [prefix = "", suffix] = pattern.split("*");
    const fits = suffix !== undefined && key.startsWith(prefix) && key.endsWith(suffix);
    return fits && key.length >= pattern.length - 1 ? [{ pattern, prefix, suffix }] : [];
  });
  const [best] = patterns.sort((a, b) => b.prefix.length - a.prefix.length);
  if (best === undefined) return [];
  const matched = key.slice(best.prefix.length, key.length - best.suffix.length);
  return stringsIn(map[best.pattern]).map((target) => target.replaceAll("*", () => matched));
}
