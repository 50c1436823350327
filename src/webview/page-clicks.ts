/** Clicks inside Markdown: links without `href` and the buttons of code blocks, handled in one place. */
import type { Host } from "./host.ts";

/** How long a button says that it did its work, ms. */
const CONFIRMED_MS = 1500;

export function handleClicks(root: HTMLElement, host: Host): void {
  root.addEventListener("click", ({ target }) => {
    if (target instanceof Element) act(target, host);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLElement)) return;
    if (event.target.getAttribute("role") === "link") act(event.target, host);
  });
}

function act(target: Element, host: Host): void {
  const element = target.closest<HTMLElement>("[data-url],[data-path],[data-do]");
  if (element === null) return;
  const { url, path, line, do: action } = element.dataset;
  if (url !== undefined) host.post({ kind: "openLink", url });
  else if (path !== undefined) {
    const number = Number(line);
    host.post({ kind: "openPath", path, ...(number > 0 && { line: number }) });
  } else if (action === "copy" || action === "insert") {
    const text = element.closest(".code")?.querySelector("pre")?.textContent ?? "";
    host.post({ kind: action, text });
    confirm(element, action === "copy" ? "Copied" : "Inserted");
  }
}

function confirm(button: HTMLElement, word: string): void {
  button.dataset["done"] = word;
  setTimeout(() => {
    delete button.dataset["done"];
  }, CONFIRMED_MS);
}
