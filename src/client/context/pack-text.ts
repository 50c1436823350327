/** A pack as a person reads it: a table of its files, then the text exactly as a model would get it. Pure. */
import type { PackResult } from "../../protocol/context.ts";

export const EXACT_TEXT_BELOW = "----- The exact text of the pack begins on the next line -----";

function windowLine({ window }: PackResult): string[] {
  if (window === undefined) return [];
  const which = window.loaded ? "the window that is allocated" : "an assumed window, as no model is loaded";
  return [`Sized for ${which}: ${window.tokens} tokens`];
}

export function packDocument(result: PackResult, what: string): string {
  const counted = result.counted === "model" ? "counted by the model" : "estimated: no model can count";
  const rows = result.files.map((file) => {
    const lines = file.startLine === undefined ? "" : `:${file.startLine}-${file.endLine ?? file.startLine}`;
    const cells = [
      String(file.tokens).padStart(7),
      file.score.toFixed(3).padStart(6),
      file.level.padEnd(10),
      file.path + lines,
      `— ${file.reason}`,
    ];
    return cells.join("  ");
  });
  const omitted = result.omitted.map(({ path, reason }) => `  ${path} — ${reason}`);
  return [
    `Packed context for ${what}`,
    `${result.tokens} tokens (${counted}), sha256 ${result.digest}`,
    ...windowLine(result),
    ...(result.unfinished === true ? ["The index is still being built: later there may be more."] : []),
    "",
    " tokens   score  level       file",
    ...rows,
    "",
    ...(omitted.length === 0 ? ["Nothing that matters for this was left out."] : ["Left out:", ...omitted]),
    "",
    EXACT_TEXT_BELOW,
    result.text,
  ].join("\n");
}
