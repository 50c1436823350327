/** `gemwright chat "question"`: one question, one streamed answer. */
import { parseArgs } from "node:util";
import { MODEL_OPTIONS, MODEL_USAGE } from "./model.ts";
import { talk } from "./talk.ts";
import { type ExitCode, UsageError } from "./terminal.ts";

export const CHAT_USAGE = `gemwright chat "QUESTION" [--model GGUF] [--no-thinking] [--json]
  --no-thinking            answer at once
  --json                   print one object with thought, text, sources and usage
${MODEL_USAGE}`;

export async function chatCommand(args: readonly string[], signal: AbortSignal): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...MODEL_OPTIONS, "no-thinking": { type: "boolean" }, json: { type: "boolean" } },
  });
  const question = positionals.join(" ").trim();
  if (question === "") throw new UsageError("A question is needed.");
  await talk(values, (chat) =>
    chat.answer(
      {
        id: "terminal",
        turns: [{ role: "user", content: question }],
        attachments: [],
        thinking: values["no-thinking"] !== true,
      },
      signal,
    ),
  );
  return 0;
}
