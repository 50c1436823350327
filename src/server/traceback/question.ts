/** The question that goes with a failure; also what the conversation shows as asked. */
import type { ExplainParams } from "../../protocol/lsp.ts";
import { fenced } from "../fence.ts";
import { showHiddenCharacters } from "../hidden-unicode.ts";

/** Lines of the printed failure in the prompt: its first and last ones say most. */
const HEAD_LINES = 40;
const TAIL_LINES = 80;

export function explainQuestion({ failure, command, exitCode }: ExplainParams): string {
  const what = [failure.error, failure.message.split("\n", 1)[0] ?? ""]
    .filter((part) => part !== "")
    .join(": ");
  const ran = command === undefined ? "This program failed" : `The command ${inline(command)} failed`;
  const exit = exitCode === undefined ? "" : ` with exit code ${exitCode}`;
  return [
    `${ran}${exit}: ${showHiddenCharacters(what)}`,
    fenced(showHiddenCharacters(shortened(failure.text)), "text"),
    "Explain it. Begin with the root cause in one or two sentences, citing the line as `path:line`. Then give the smallest fix as one fenced block for each changed place, in this form, where the SEARCH part is copied exactly from the code shown:",
    fenced(
      "path/of/the/file\n<<<<<<< SEARCH\nexact lines as they are now\n=======\nthe lines after the fix\n>>>>>>> REPLACE",
    ),
    "If the code shown is not enough to be sure, say what is missing.",
  ].join("\n\n");
}

function inline(command: string): string {
  const shown = showHiddenCharacters(command.trim()).replaceAll(/\s*\n\s*/g, " ");
  return shown.includes("`") ? `\`\` ${shown} \`\`` : `\`${shown}\``;
}

function shortened(text: string): string {
  const lines = text.split("\n");
  if (lines.length <= HEAD_LINES + TAIL_LINES) return text;
  const left = lines.length - HEAD_LINES - TAIL_LINES;
  return [...lines.slice(0, HEAD_LINES), `… ${left} lines left out …`, ...lines.slice(-TAIL_LINES)].join(
    "\n",
  );
}
