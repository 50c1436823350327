/** Decides what a click in an answer may open. Pure: an answer is text from a model, never a command. */

/** The address when it may be opened in a browser; undefined for every other scheme. */
export function openableUrl(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  const web = url.protocol === "http:" || url.protocol === "https:";
  return web && url.username === "" && url.password === "" ? url.href : undefined;
}

/**
 * The path inside a workspace folder that a reference of an answer means, with `/` as separator, or undefined
 * when it leaves the folder. `folder` and absolute references are compared as written.
 */
export function insideFolder(folder: string, reference: string): string | undefined {
  const slashed = reference.replaceAll("\\", "/");
  const root = folder.replaceAll("\\", "/").replace(/\/+$/, "");
  if (slashed.includes("\0") || slashed.startsWith("//") || slashed.startsWith("~")) return undefined;
  const absolute = slashed.startsWith("/") || /^[A-Za-z]:/.test(slashed);
  if (absolute && !slashed.startsWith(`${root}/`)) return undefined;
  return normalised(absolute ? slashed.slice(root.length + 1) : slashed);
}

/** Without `.` and `..`; undefined when it leaves its beginning or nothing is left. */
function normalised(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.pop() === undefined) return undefined;
    if (part !== "..") parts.push(part);
  }
  return parts.length === 0 ? undefined : parts.join("/");
}

/** Schemes of documents a source or frame may lie in. */
export const DOCUMENT_SCHEMES: ReadonlySet<string> = new Set([
  "file",
  "untitled",
  "vscode-notebook-cell",
  "vscode-remote",
]);
