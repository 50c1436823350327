/** Puts Markdown into an element and keeps it up to date: only blocks whose source changed are touched. */
import { Directive, directive, type ElementPart, type PartInfo, PartType } from "lit/directive.js";
import { nothing } from "lit/html.js";
import { decorateCode } from "./code-block.ts";
import { type Block, renderBlocks } from "./render.ts";
import { sanitised } from "./sanitise.ts";

class MarkdownDirective extends Directive {
  #blocks: readonly Block[] = [];
  #text = "";

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("markdown() belongs on an element");
  }

  render(_text: string): typeof nothing {
    return nothing;
  }

  override update(part: ElementPart, [text]: [string]): typeof nothing {
    if (text === this.#text) return nothing;
    const blocks = renderBlocks(text, this.#blocks);
    patch(part.element, this.#blocks, blocks);
    this.#blocks = blocks;
    this.#text = text;
    return nothing;
  }
}

export const markdown = directive(MarkdownDirective);

function patch(root: Element, before: readonly Block[], after: readonly Block[]): void {
  for (const [index, block] of after.entries()) {
    if (before[index] === block) continue;
    const fresh = document.createElement("div");
    fresh.className = "block";
    fresh.append(sanitised(block.html));
    const old = root.children[index];
    if (old === undefined) root.append(decorated(fresh));
    else if (!growCode(old, fresh)) old.replaceWith(decorated(fresh));
  }
  while (root.children.length > after.length) root.lastElementChild?.remove();
}

function decorated(block: Element): Element {
  for (const pre of block.querySelectorAll("pre")) decorateCode(pre);
  return block;
}

/** A code block that grows keeps its element, so that its buttons can be clicked while it streams. */
function growCode(old: Element, fresh: Element): boolean {
  const oldPre = old.querySelector(":scope > .code > pre");
  const freshPre = fresh.querySelector(":scope > pre");
  if (!(oldPre instanceof HTMLElement) || !(freshPre instanceof HTMLElement)) return false;
  if (oldPre.dataset["lang"] !== freshPre.dataset["lang"]) return false;
  oldPre.replaceChildren(...freshPre.childNodes);
  return true;
}
