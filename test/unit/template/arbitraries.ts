/** Arbitrary conversations, tools and model output for the property tests. */
import * as fc from "fast-check";
import type { Message, ToolCall, ToolDefinition } from "../../../src/protocol/conversation.ts";
import type { ChatPrompt } from "../../../src/protocol/engine.ts";
import type { OutputPiece } from "../../../src/sidecar/template/channel-parser.ts";
import { SPECIAL_TOKENS } from "../../../src/sidecar/template/special-tokens.ts";
import { plain, special } from "./output.ts";

const fragment = fc.oneof(
  fc.constantFrom(
    ...SPECIAL_TOKENS,
    "thought\n",
    "\n",
    "  ",
    "call:",
    "{",
    "}",
    "user\n",
    "<|",
    "|>",
    "{{ x }}",
    "{%",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 6 }),
);

/** Text that likes to look like markup. */
export const hostileText = fc.array(fragment, { maxLength: 6 }).map((parts) => parts.join(""));

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);

/** JSON that comes out of JSON.parse. */
function json(key: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      hostileText,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 3 }),
    ),
  })).value;
}

function callWith(key: fc.Arbitrary<string>): fc.Arbitrary<ToolCall> {
  return fc.record({ name, arguments: fc.dictionary(key, json(key), { maxKeys: 4 }) });
}

/** A call whose argument names the model's notation can carry. */
export const readableCall = callWith(name);

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ role: fc.constant("user" as const), content: hostileText }),
  fc.record({ role: fc.constant("system" as const), content: hostileText }),
  fc.record({ role: fc.constant("tool" as const), name, content: hostileText }),
  fc.record(
    {
      role: fc.constant("assistant" as const),
      content: fc.oneof(fc.constant(""), hostileText),
      thought: hostileText,
      toolCalls: fc.array(callWith(fc.oneof(name, hostileText)), { maxLength: 3 }),
    },
    { requiredKeys: ["role", "content"] },
  ),
);

const scalarSchema = fc.record(
  {
    type: fc.constantFrom("string", "integer", "number", "boolean", "null"),
    description: hostileText,
    enum: fc.array(hostileText, { maxLength: 3 }),
    nullable: fc.boolean(),
    default: json(name),
  },
  { requiredKeys: ["type"] },
);

const schema = fc.letrec<{ any: Readonly<Record<string, unknown>> }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalarSchema,
    fc.record(
      { type: fc.constant("array"), items: fc.oneof(tie("any"), fc.constant({})), description: hostileText },
      { requiredKeys: ["type"] },
    ),
    fc.record(
      {
        type: fc.constant("object"),
        properties: fc.dictionary(fc.oneof(name, fc.constantFrom("type", "required")), tie("any"), {
          maxKeys: 3,
        }),
        required: fc.array(name, { maxLength: 2 }),
        nullable: fc.boolean(),
      },
      { requiredKeys: ["type", "properties"] },
    ),
  ),
})).any;

const tool: fc.Arbitrary<ToolDefinition> = fc.record(
  {
    name,
    description: hostileText,
    parameters: fc.record(
      {
        type: fc.constant("object"),
        properties: fc.dictionary(name, schema, { maxKeys: 4 }),
        required: fc.array(name, { maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["name", "description"] },
);

/** Any conversation, sensible or not. */
export const anyPrompt: fc.Arbitrary<ChatPrompt> = fc.record(
  {
    kind: fc.constant("chat" as const),
    messages: fc.array(message, { minLength: 1, maxLength: 8 }),
    tools: fc.array(tool, { maxLength: 3 }),
    thinking: fc.boolean(),
  },
  { requiredKeys: ["kind", "messages", "thinking"] },
);

/** Questions and answers in turn, the last one a question; no tools. */
export const talk: fc.Arbitrary<ChatPrompt> = fc
  .record({
    system: fc.option(hostileText),
    rounds: fc.array(fc.tuple(hostileText, hostileText), { maxLength: 4 }),
    question: hostileText,
    thinking: fc.boolean(),
  })
  .map(({ system, rounds, question, thinking }) => ({
    kind: "chat",
    thinking,
    messages: [
      ...(system === null ? [] : [{ role: "system" as const, content: system }]),
      ...rounds.flatMap(([content, reply]) => [
        { role: "user" as const, content },
        { role: "assistant" as const, content: reply },
      ]),
      { role: "user", content: question },
    ],
  }));

/** Letters that never belong to markup: each has to come out again. */
export const PAYLOAD = /[αβγδ]/g;
const payload = fc.string({ unit: fc.constantFrom("α", "β", "γ", "δ", " ", "\n"), maxLength: 5 });

/** Tags in any order, as special tokens and spelled out, with payload between. */
export const hostileOutput: fc.Arbitrary<OutputPiece[]> = fc.array(
  fc.oneof(
    fc.constantFrom(...SPECIAL_TOKENS).map(special),
    fc
      .constantFrom(...SPECIAL_TOKENS, "thought\n", "final\n", "call:x{", "a:", "}", ",", "1", "<|chan")
      .map(plain),
    payload.map(plain),
    payload.map((content) => plain(`thought\n${content}`)),
  ),
  { maxLength: 14 },
);
