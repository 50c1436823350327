/** What is left of an answer that arrives in small pieces: the stop rules after each piece, then the trimming. */
import { completionShape } from "../../../src/server/completion/answer/shape.ts";
import { stopped, stopRules } from "../../../src/server/completion/answer/stop.ts";
import { trimCompletion } from "../../../src/server/completion/answer/trim.ts";
import { cursorOf, windowOf } from "./marked.ts";

/** The file with what would be shown in `[]`, or the rule or outcome by which nothing would. */
export function answered(markedText: string, raw: string, languageId: string): string {
  const window = windowOf(markedText);
  const shape = completionShape(window, languageId);
  const rules = stopRules(window, shape, "```");
  let stop: ReturnType<typeof stopped>;
  for (let length = 1; length <= raw.length && stop === undefined; length++) {
    stop = stopped(raw.slice(0, length), rules);
  }
  const result = trimCompletion(stop?.text ?? raw, window, shape, languageId);
  if (result.kind === "text") return markedText.replace(cursorOf(markedText), `[${result.text}]`);
  return result.outcome === "empty" ? (stop?.rule ?? "empty") : result.outcome;
}
