/** A streamed answer in the terminal: the text on stdout, thought and sources on stderr. */
import type { ChatEvent, ChatResult } from "../protocol/lsp.ts";
import { ChatService } from "../server/chat/service.ts";
import { type ModelArguments, openEngine, requireModel } from "./model.ts";
import { note, print, printLine, terminalLog } from "./terminal.ts";

export interface TalkOptions extends ModelArguments {
  /** One JSON object at the end instead of a stream. */
  readonly json?: boolean | undefined;
}

/** Opens the engine, lets `ask` use a chat on it, and prints what comes. */
export async function talk(
  options: TalkOptions,
  ask: (chat: ChatService) => Promise<ChatResult>,
): Promise<void> {
  requireModel(options);
  const { engine, settings } = openEngine(options);
  const collected = { thought: "", text: "", sources: [] as unknown[] };
  const emit = (event: ChatEvent): void => {
    if (event.kind === "text") collected.text += event.text;
    if (event.kind === "thought") collected.thought += event.text;
    if (event.kind === "sources") collected.sources.push(...event.sources);
    if (options.json !== true) printEvent(event);
  };
  const chat = new ChatService({
    engine,
    log: terminalLog,
    settings: () => settings,
    emit,
    contextSources: [],
  });
  try {
    const result = await ask(chat);
    if (options.json === true) printLine(JSON.stringify({ ...result, ...collected }, null, 2));
    else printLine();
    const { promptTokens, thoughtTokens, generatedTokens } = result.usage;
    note(
      `${promptTokens} prompt tokens, ${thoughtTokens} thought, ${generatedTokens} generated, window ${result.contextTokens}, ended by ${result.finishReason}`,
    );
  } finally {
    await engine.dispose();
  }
}

function printEvent(event: ChatEvent): void {
  switch (event.kind) {
    case "text":
      print(event.text);
      break;
    case "thought":
      if (process.stderr.isTTY) process.stderr.write(event.text);
      break;
    case "waiting":
      note(`Waiting: the model is ${event.reason}.`);
      break;
    case "sources":
      for (const source of event.sources) note(`Source: ${source.label} (${source.tokens} tokens)`);
      break;
    case "prefill":
      break;
  }
}
