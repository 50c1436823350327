/**
 * Google's chat template, taken from the llama.cpp sources inside node-llama-cpp and rendered by an
 * independent Jinja implementation: what the product's own renderer is held against.
 */
import { Template } from "@huggingface/jinja";
import type { Message, ToolCall, ToolMessage } from "../../../src/protocol/conversation.ts";
import type { ChatPrompt } from "../../../src/protocol/engine.ts";
import { gemmaTemplate } from "../../fixtures/models.ts";

/**
 * `@huggingface/jinja` writes nothing for None where Jinja writes `None`; this says in the template what Jinja
 * does by itself.
 */
const NULL_AS_JINJA = {
  from: "    {%- else -%}\n        {{- argument -}}",
  to: "    {%- else -%}\n        {{- 'None' if argument is none else argument -}}",
};

/** Nor does it know `map` with a filter: the same as a loop. */
const MAP_UPPER = {
  from: "type:{{ format_argument(item_value | map('upper') | list) }}",
  to: "type:[{%- for name in item_value -%}{{- format_argument(name | upper) -}}{%- if not loop.last %},{% endif -%}{%- endfor -%}]",
};

/** E2B and E4B, whose template is not in the bundle: the same without the empty thought at its very end. */
const NO_EMPTY_THOUGHT = {
  from: "        {%- if not enable_thinking | default(false) -%}\n            {{- '<|channel>thought\\n<channel|>' -}}\n        {%- endif -%}\n",
  to: "",
};

function substitute(source: string, { from, to }: { from: string; to: string }): string {
  if (source.split(from).length !== 2) throw new Error(`The template holds not exactly once: ${from}`);
  return source.replace(from, () => to);
}

const google = [NULL_AS_JINJA, MAP_UPPER].reduce(substitute, await gemmaTemplate("standard"));
const withEmptyThought = new Template(google);
const withoutEmptyThought = new Template(substitute(google, NO_EMPTY_THOUGHT));
const interleaved = new Template(await gemmaTemplate("interleaved"));

/** The prompt that Google's template makes of it, with the generation prompt; without `answerPrefix`. */
export function googleRenders(prompt: ChatPrompt, emptyThought: boolean): string {
  return (emptyThought ? withEmptyThought : withoutEmptyThought).render(variables(prompt));
}

/** The same with the older template for interleaved thinking. */
export function googleInterleavedRenders(prompt: ChatPrompt): string {
  return interleaved.render(variables(prompt));
}

function variables(prompt: ChatPrompt): Record<string, unknown> {
  return {
    bos_token: "<bos>",
    add_generation_prompt: true,
    enable_thinking: prompt.thinking,
    messages: openAiMessages(prompt.messages),
    ...(prompt.tools === undefined
      ? {}
      : { tools: prompt.tools.map((tool) => ({ type: "function", function: tool })) }),
  };
}

/** Results answer the calls before them in order; the template finds the tool's name by the call's id. */
function openAiMessages(messages: readonly Message[]): unknown[] {
  let calls: readonly ToolCall[] = [];
  let answered = 0;
  return messages.map((message) => {
    if (message.role === "tool") {
      answered += 1;
      return openAiResult(message, calls, answered - 1);
    }
    calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
    answered = 0;
    if (message.role !== "assistant") return message;
    return {
      role: "assistant",
      content: message.content,
      ...(message.thought === undefined ? {} : { reasoning_content: message.thought }),
      ...(message.toolCalls === undefined
        ? {}
        : {
            tool_calls: calls.map((call, index) => ({
              id: `call_${index}`,
              type: "function",
              function: call,
            })),
          }),
    };
  });
}

function openAiResult(message: ToolMessage, calls: readonly ToolCall[], index: number): unknown {
  const sameTool = calls[index]?.name === message.name;
  return { ...message, tool_call_id: sameTool ? `call_${index}` : "call_of_another_message" };
}
