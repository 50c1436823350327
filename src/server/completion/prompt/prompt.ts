/**
 * The completion prompt for an instruct model without fill-in-the-middle tokens: the code around the cursor goes into
 * the user turn, and the lines up to the cursor are the beginning of the model's own turn. Ordered by how rarely
 * it changes, so that the engine's prefix cache holds through typing.
 */
import type { ChatPrompt, Prompt } from "../../../protocol/engine.ts";
import { fenceAround } from "../../fence.ts";
import { showHiddenCharacters } from "../../hidden-unicode.ts";
import { readableFim } from "./fim.ts";
import type { CompletionWindow } from "./window.ts";

export interface CompletionPrompt {
  readonly prompt: ChatPrompt;
  /** The code fence around the code, longer than any inside it. */
  readonly fence: string;
}

const RULES = `You complete code at the cursor of an editor.
You get code further down and further up in the file, and the code directly AFTER the cursor. Your answer is one code block: it repeats the lines directly BEFORE the cursor and goes on with exactly the text that is missing at the cursor.
Rules: code only, no explanations. Follow the indentation, names and style of the file. Never repeat the code after the cursor. Stop as soon as the statement, or the block that the cursor opened, is complete. When nothing is missing, close the code block at once.

Example 1. Code after the cursor:
\`\`\`python
print(area(3))
\`\`\`
Answer:
\`\`\`python
def area(radius):
    return 3.14159 * radius ** 2
\`\`\`

Example 2. Code after the cursor:
\`\`\`typescript
);
}
\`\`\`
Answer:
\`\`\`typescript
export function greet(name: string): void {
  console.log("Hello, " + name
\`\`\``;

const FENCE_NAMES: Readonly<Record<string, string>> = {
  typescriptreact: "tsx",
  javascriptreact: "jsx",
  shellscript: "bash",
  plaintext: "text",
};

/**
 * `path` is shown to the model, relative to the workspace folder. `crossFileContext` is code of other files as
 * text that fences itself; it stands before everything that changes while typing.
 */
export function completionPrompt(
  window: CompletionWindow,
  path: string,
  languageId: string,
  crossFileContext = "",
): CompletionPrompt {
  const { far, above, own } = window.shown;
  const near = window.shown.near.replace(/^\n/, "").trimEnd();
  const fence = fenceAround([far, above, near, own].join("\n"));
  const open = `${fence}${FENCE_NAMES[languageId] ?? languageId}\n`;
  const section = (title: string, code: string): string =>
    `${title}:\n${open}${showHiddenCharacters(code)}\n${fence}`;
  const parts = [
    far === "" ? [] : section("Code further down", far),
    above === "" ? [] : section("Code further up", above),
    near === "" ? following(far) : section("Code after the cursor", near),
  ];
  const elsewhere =
    crossFileContext === ""
      ? ""
      : `Code of other files of the project:\n${showHiddenCharacters(crossFileContext).trimEnd()}\n\n`;
  return {
    fence,
    prompt: {
      kind: "chat",
      thinking: false,
      healing: true,
      messages: [
        { role: "system", content: RULES },
        {
          role: "user",
          content: `${elsewhere}File: ${showHiddenCharacters(path)}\nLanguage: ${languageId}\n${parts.flat().join("\n")}`,
        },
      ],
      answerPrefix: open + showHiddenCharacters(own),
    },
  };
}

function following(far: string): string {
  return far === "" ? "Nothing follows the cursor." : "The code further down follows the cursor.";
}

/** The prompt as a person reads it in the log, roles as headings. */
export function readablePrompt(prompt: Prompt): string {
  if (prompt.kind === "fim") return readableFim(prompt);
  const turns = prompt.messages.map((message) => `[${message.role}]\n${message.content}`);
  return [...turns, `[model, begun]\n${prompt.answerPrefix ?? ""}`].join("\n\n");
}
