/**
 * Ignore files that lie outside of an opened folder and hold in it as git sees it: those of the folders above, up
 * to the repository, what is excluded for this repository alone, and what the user excludes everywhere. Only
 * files are read; git is not run.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";

export interface OuterFile {
  readonly path: string;
  /** Way from the folder its patterns are relative to down to the opened one, with `/`; ends with `/` or is empty. */
  readonly lead: string;
}

/** Folders above the opened one that are looked at. */
const MAX_ABOVE = 32;

/** Outermost first, whether they exist or not; none when `root` lies in no repository. */
export function outerFiles(root: string, names: readonly string[]): OuterFile[] {
  const above: OuterFile[] = [];
  let folder = root;
  let lead = "";
  for (let steps = 0; steps < MAX_ABOVE; steps++) {
    const git = join(folder, ".git");
    if (existsSync(git)) {
      const shared = [...userExcludes(), join(commonDirectory(git), "info", "exclude")];
      return [...shared.map((path) => ({ path, lead })), ...above];
    }
    const parent = dirname(folder);
    if (parent === folder) return [];
    lead = `${basename(folder)}/${lead}`;
    folder = parent;
    above.unshift(...inFolder(folder, lead, names));
  }
  return [];
}

function inFolder(folder: string, lead: string, names: readonly string[]): OuterFile[] {
  return names.map((name) => ({ path: join(folder, name), lead }));
}

/** Where git keeps what all worktrees share. A submodule and a worktree have a file that names their directory. */
function commonDirectory(git: string): string {
  const named = /^gitdir: (.+)$/m.exec(textOf(git) ?? "")?.[1];
  if (named === undefined) return git;
  const own = resolve(dirname(git), named.trim());
  const common = textOf(join(own, "commondir"))?.trim();
  return common === undefined ? own : resolve(own, common);
}

function userExcludes(): string[] {
  const { XDG_CONFIG_HOME = "" } = process.env;
  const config = isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : join(homedir(), ".config");
  const set = [join(homedir(), ".gitconfig"), join(config, "git", "config")]
    .map((path) => excludesFile(textOf(path) ?? ""))
    .find((path) => path !== undefined);
  return [set ?? join(config, "git", "ignore")];
}

/** `core.excludesFile` of a git configuration. */
function excludesFile(text: string): string | undefined {
  let section = "";
  let found: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1]?.toLowerCase() ?? section;
    const value = /^\s*excludesfile\s*=\s*"?([^"]*?)"?\s*$/i.exec(line)?.[1];
    if (section === "core" && value !== undefined && value !== "") found = value;
  }
  return found?.replace(/^~(?=\/)/, homedir());
}

/** Undefined for anything but a readable file of a sensible size. */
function textOf(path: string): string | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size < 1024 * 1024 ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
