/** `files.exclude` in the syntax of .gitignore, which the server understands. Pure. */

/**
 * Globs that are switched on, without those that hold only beside another file (`when`). A glob without a slash
 * is meant for the root alone in VS Code and for every folder in .gitignore, so it gets a leading slash.
 */
export function excludePatterns(setting: unknown): string[] {
  if (typeof setting !== "object" || setting === null) return [];
  return Object.entries(setting)
    .filter(([, on]) => on === true)
    .flatMap(([glob]) => braces(glob))
    .map((glob) => (glob.includes("/") ? glob : `/${glob}`));
}

/** `{a,b}/c` → `a/c`, `b/c`: .gitignore has no braces. Stops growing at 64 patterns. */
function braces(glob: string): string[] {
  const found = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(glob);
  if (found === null) return [glob];
  const [, before = "", inside = "", after = ""] = found;
  return inside
    .split(",")
    .flatMap((choice) => braces(before + choice + after))
    .slice(0, 64);
}
