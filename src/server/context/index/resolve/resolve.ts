/** Which resolver a language has. Languages without one get their edges by name only, in ranking. */
import { resolveInclude, resolveJvm, resolveShell, resolveWithExtensions } from "./by-path.ts";
import { resolveDart } from "./dart.ts";
import { resolveEcmascript } from "./ecmascript.ts";
import { resolveGo } from "./go.ts";
import { resolvePhp } from "./php.ts";
import type { ImportToResolve, Project, Resolver } from "./project.ts";
import { resolvePython } from "./python.ts";
import { resolveRuby } from "./ruby.ts";
import { resolveRust } from "./rust.ts";

/** By the language ids of `grammars/languages.json`, aliases excluded: the ids that the index stores. */
const RESOLVERS: Readonly<Record<string, Resolver>> = {
  typescript: resolveEcmascript,
  typescriptreact: resolveEcmascript,
  javascript: resolveEcmascript,
  python: resolvePython,
  go: resolveGo,
  rust: resolveRust,
  java: resolveJvm,
  kotlin: resolveJvm,
  scala: resolveJvm,
  c: resolveInclude,
  cpp: resolveInclude,
  ruby: resolveRuby,
  php: resolvePhp,
  dart: resolveDart,
  lua: resolveWithExtensions([".lua", "/init.lua"], /\./g),
  zig: resolveWithExtensions([".zig"], /::/g),
  shellscript: resolveShell,
  css: resolveWithExtensions([".css"], /::/g),
};

/** Languages whose imports are followed to files. */
export const resolvedLanguages: readonly string[] = Object.keys(RESOLVERS);

/** Files of the workspace that an import reaches, the importing file excluded, at most 64. */
export function resolveImport(language: string, wanted: ImportToResolve, project: Project): string[] {
  const resolver = RESOLVERS[language];
  if (resolver === undefined) return [];
  return resolver(wanted, project)
    .filter((path) => path !== wanted.from)
    .slice(0, 64);
}
