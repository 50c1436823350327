/**
 * A conversation in Gemma 4's own words, byte for byte what Google's chat template writes (held against it by
 * test/unit/template). Finished history renders identically in every later request, so a cached prefix
 * reaches up to the last turn: its generation prompt (an empty thought when thinking is off) and its
 * thoughts are not part of history. A cache checkpoint before that turn makes the rest cheap.
 */
import type {
  AssistantMessage,
  Message,
  ToolCall,
  ToolDefinition,
  ToolMessage,
} from "../../protocol/conversation.ts";
import type { ChatPrompt } from "../../protocol/engine.ts";
import { sortedEntries } from "./json-value.ts";
import { type Segment, SegmentBuilder } from "./segment.ts";
import { SPECIAL } from "./special-tokens.ts";
import { writeToolDeclaration } from "./tool-declaration.ts";
import { writeList, writeString, writeValue } from "./write-value.ts";

export interface TemplateVariant {
  /** With thinking off the answer begins after an empty thought: 12B, 26B-A4B and 31B, not E2B and E4B. */
  readonly emptyThought: boolean;
}

/**
 * The whole prompt, ready to generate: it ends where the model's words begin. After tool results that is the
 * open turn of the model itself; after tool calls without results there is nothing to say, and it ends as
 * the template does. `answerPrefix` follows as text.
 */
export function renderChat(prompt: ChatPrompt, variant: TemplateVariant): Segment[] {
  const out = new SegmentBuilder().special(SPECIAL.bos);
  const [first, ...rest] = prompt.messages;
  const system = first?.role === "system" ? first.content : undefined;
  writeSystemTurn(out, prompt, system);
  const messages = system === undefined ? prompt.messages : rest;
  if (writeHistory(out, messages)) {
    openTurn(out, "model");
    if (!prompt.thinking && variant.emptyThought) writeThought(out, "");
  }
  return out.text(prompt.answerPrefix ?? "").build();
}

function openTurn(out: SegmentBuilder, role: string): void {
  out.special(SPECIAL.turnOpen).text(`${role}\n`);
}

function closeTurn(out: SegmentBuilder): void {
  out.special(SPECIAL.turnClose).text("\n");
}

function writeThought(out: SegmentBuilder, body: string): void {
  out.special(SPECIAL.channelOpen).text(`thought\n${body}`).special(SPECIAL.channelClose);
}

function writeSystemTurn(out: SegmentBuilder, prompt: ChatPrompt, system: string | undefined): void {
  const tools: readonly ToolDefinition[] = prompt.tools ?? [];
  if (!prompt.thinking && tools.length === 0 && system === undefined) return;
  openTurn(out, "system");
  if (prompt.thinking) out.special(SPECIAL.think).text("\n");
  out.text((system ?? "").trim());
  for (const tool of tools) writeToolDeclaration(out, tool);
  closeTurn(out);
}

/** Returns whether the model's next words need a new turn. */
function writeHistory(out: SegmentBuilder, messages: readonly Message[]): boolean {
  const lastUser = messages.findLastIndex((message) => message.role === "user");
  let needsTurn = true;
  let previous: Message["role"] | undefined;
  for (const [index, message] of messages.entries()) {
    if (message.role === "tool") continue; // Written with the call that it answers.
    if (message.role === "assistant") {
      // Calls, their results and what follows are one turn of the model.
      if (previous !== "assistant") openTurn(out, "model");
      const results = resultsAfter(messages, index);
      writeAssistant(out, message, { results, keepThought: index > lastUser });
      needsTurn = (message.toolCalls ?? []).length === 0;
    } else {
      openTurn(out, message.role);
      out.text(message.content.trim());
      closeTurn(out);
      needsTurn = true;
    }
    previous = message.role;
  }
  return needsTurn;
}

function resultsAfter(messages: readonly Message[], index: number): ToolMessage[] {
  const results: ToolMessage[] = [];
  for (const message of messages.slice(index + 1)) {
    if (message.role !== "tool") break;
    results.push(message);
  }
  return results;
}

interface AssistantSurroundings {
  readonly results: readonly ToolMessage[];
  /** Thoughts live as long as the tool loop that they belong to. */
  readonly keepThought: boolean;
}

function writeAssistant(
  out: SegmentBuilder,
  message: AssistantMessage,
  { results, keepThought }: AssistantSurroundings,
): void {
  const calls = message.toolCalls ?? [];
  if (calls.length === 0) {
    out.text(withoutThoughts(message.content));
    closeTurn(out);
    return;
  }
  if (keepThought && message.thought) writeThought(out, `${message.thought}\n`);
  for (const call of calls) writeToolCall(out, call);
  for (const result of results) writeToolResult(out, result);
  out.text(withoutThoughts(message.content));
  if (results.length === 0) out.special(SPECIAL.toolResponseOpen);
  else if (message.content !== "") closeTurn(out);
}

function writeToolCall(out: SegmentBuilder, call: ToolCall): void {
  out.special(SPECIAL.toolCallOpen).text(`call:${call.name}{`);
  writeList(out, sortedEntries(call.arguments), ([key, value]) => {
    out.text(`${key}:`);
    writeValue(out, value, false);
  });
  out.text("}").special(SPECIAL.toolCallClose);
}

function writeToolResult(out: SegmentBuilder, result: ToolMessage): void {
  out.special(SPECIAL.toolResponseOpen).text(`response:${result.name}{value:`);
  writeString(out, result.content);
  out.text("}").special(SPECIAL.toolResponseClose);
}

/** The template's `strip_thinking`: an earlier answer without what stands between channel tags. */
function withoutThoughts(content: string): string {
  return content
    .split(SPECIAL.channelClose)
    .map((part) => part.split(SPECIAL.channelOpen)[0] ?? "")
    .join("")
    .trim();
}
