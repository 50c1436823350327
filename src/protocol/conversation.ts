/**
 * What is said to a model, in words: messages, tools and images, never token ids or template markup.
 * Shared by the LSP border (chat panel → server) and the pipe border (server → sidecar).
 */

/** A call the model made to a tool. `arguments` is a JSON object. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** A tool the model may call. `parameters` is a JSON Schema object. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface SystemMessage {
  readonly role: "system";
  readonly content: string;
}

export interface UserMessage {
  readonly role: "user";
  readonly content: string;
}

/** One reply of the model. `thought` is replayed only inside the tool loop that follows the last user message. */
export interface AssistantMessage {
  readonly role: "assistant";
  readonly content: string;
  readonly thought?: string;
  readonly toolCalls?: readonly ToolCall[];
}

/** The result of one tool call, in the order of the calls of the assistant message before it. */
export interface ToolMessage {
  readonly role: "tool";
  readonly name: string;
  readonly content: string;
}

export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;
