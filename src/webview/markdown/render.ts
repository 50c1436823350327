/**
 * Markdown of a model → HTML of top-level blocks. Raw HTML is text, images are text, and only web addresses
 * and workspace places become links, without an `href`: nothing acts by itself. The result still goes through
 * the sanitiser. Pure.
 */
import MarkdownIt, { type Env, type Token } from "markdown-it";
import { highlighted } from "./highlight.ts";
import {
  type FileReference,
  findReferences,
  isWebAddress,
  linkedFile,
  wholeReference,
} from "./references.ts";

export interface Block {
  /** The Markdown this block came from: equal sources have equal HTML. */
  readonly source: string;
  readonly html: string;
}

const md = new MarkdownIt({ html: false, linkify: true, breaks: false });
md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
md.disable("image");
md.validateLink = (target) => isWebAddress(target) || linkedFile(target) !== undefined;

const escape = md.utils.escapeHtml;

md.renderer.rules["link_open"] = (tokens, index) => {
  const target = String(tokens[index]?.attrGet("href") ?? "");
  if (isWebAddress(target)) return openWeb(target);
  const file = linkedFile(target);
  return file === undefined ? '<a class="dead">' : openFile(file);
};
md.renderer.rules["text"] = (tokens, index) => {
  const content = tokens[index]?.content ?? "";
  return insideLink(tokens, index) ? escape(content) : withReferences(content);
};
md.renderer.rules["code_inline"] = (tokens, index) => {
  const content = tokens[index]?.content ?? "";
  const file = insideLink(tokens, index) ? undefined : wholeReference(content);
  const code = `<code>${escape(content)}</code>`;
  return file === undefined ? code : `${openFile(file)}${code}</a>`;
};
md.renderer.rules["fence"] = (tokens, index) => {
  const token = tokens[index];
  return codeBlock(token?.content ?? "", token?.info ?? "");
};
md.renderer.rules["code_block"] = (tokens, index) => codeBlock(tokens[index]?.content ?? "", "");
for (const cell of ["th", "td"]) {
  md.renderer.rules[`${cell}_open`] = (tokens, index) => {
    const align = /text-align:(center|right)/.exec(String(tokens[index]?.attrGet("style") ?? ""))?.[1];
    return align === undefined ? `<${cell}>` : `<${cell} class="${align}">`;
  };
}

/** The blocks of a text; those that `previous` already held are taken over as they are. */
export function renderBlocks(text: string, previous: readonly Block[] = []): readonly Block[] {
  const env: Env = {};
  const tokens = md.parse(text, env);
  const lines = text.split("\n");
  // A reference defined further down changes blocks further up.
  const suffix = env.references === undefined ? "" : JSON.stringify(env.references);
  return groups(tokens).map((group, index) => {
    const [from, to] = group[0]?.map ?? [0, 0];
    const source = lines.slice(from, to).join("\n") + suffix;
    const before = previous[index];
    return before?.source === source ? before : { source, html: md.renderer.render(group, md.options, env) };
  });
}

/** Tokens of one top-level block each. */
function groups(tokens: readonly Token[]): Token[][] {
  const result: Token[][] = [];
  let depth = 0;
  for (const token of tokens) {
    if (depth === 0) result.push([]);
    result.at(-1)?.push(token);
    depth += token.nesting;
  }
  return result;
}

function codeBlock(code: string, info: string): string {
  const language = /^[\w+#.-]+/.exec(info.trim())?.[0] ?? "";
  const text = code.endsWith("\n") ? code.slice(0, -1) : code;
  const html = highlighted(text, language.toLowerCase()) ?? escape(text);
  return `<pre data-lang="${escape(language)}"><code>${html}</code></pre>`;
}

function withReferences(text: string): string {
  let html = "";
  let at = 0;
  for (const found of findReferences(text)) {
    html += escape(text.slice(at, found.start));
    html += `${openFile(found)}${escape(text.slice(found.start, found.end))}</a>`;
    at = found.end;
  }
  return html + escape(text.slice(at));
}

function openWeb(url: string): string {
  return `<a class="link" role="link" tabindex="0" data-url="${escape(url)}" title="${escape(url)}">`;
}

function openFile({ path, line }: FileReference): string {
  const title = line === undefined ? path : `${path}, line ${line}`;
  const at = line === undefined ? "" : ` data-line="${line}"`;
  return `<a class="link file" role="link" tabindex="0" data-path="${escape(path)}"${at} title="Open ${escape(title)}">`;
}

function insideLink(tokens: readonly Token[], index: number): boolean {
  for (let i = index - 1; i >= 0; i--) {
    const type = tokens[i]?.type;
    if (type === "link_close") return false;
    if (type === "link_open") return true;
  }
  return false;
}
