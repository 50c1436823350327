/** The frame of a code block: its language, Copy and Insert. Clicks are handled by the page, by `data-do`. */

const LABELS: Readonly<Record<string, string>> = {
  bash: "Shell",
  c: "C",
  cpp: "C++",
  cs: "C#",
  csharp: "C#",
  css: "CSS",
  diff: "Diff",
  go: "Go",
  html: "HTML",
  java: "Java",
  javascript: "JavaScript",
  js: "JavaScript",
  json: "JSON",
  jsx: "JSX",
  php: "PHP",
  py: "Python",
  python: "Python",
  rb: "Ruby",
  rs: "Rust",
  ruby: "Ruby",
  rust: "Rust",
  sh: "Shell",
  shell: "Shell",
  sql: "SQL",
  ts: "TypeScript",
  tsx: "TSX",
  typescript: "TypeScript",
  xml: "XML",
  yaml: "YAML",
  yml: "YAML",
};

/** Wraps a `pre` of sanitised HTML. */
export function decorateCode(pre: HTMLElement): void {
  const frame = document.createElement("div");
  frame.className = "code";
  pre.replaceWith(frame);
  const language = pre.dataset["lang"] ?? "";
  const bar = document.createElement("div");
  bar.className = "code-bar";
  const label = document.createElement("span");
  label.className = "code-language";
  label.textContent = LABELS[language.toLowerCase()] ?? language;
  bar.append(
    label,
    button("insert", "Insert at the cursor", "codicon-insert"),
    button("copy", "Copy the code", "codicon-copy"),
  );
  pre.tabIndex = 0;
  frame.append(bar, pre);
}

function button(action: "copy" | "insert", title: string, icon: string): HTMLButtonElement {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "icon";
  element.dataset["do"] = action;
  element.title = title;
  element.ariaLabel = title;
  const glyph = document.createElement("i");
  glyph.className = `codicon ${icon}`;
  glyph.ariaHidden = "true";
  element.append(glyph);
  return element;
}
