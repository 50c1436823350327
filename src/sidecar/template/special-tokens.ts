/**
 * The special tokens of Gemma 4 that its template writes and its answers contain, by their text in the
 * vocabulary. Their ids are looked up in the loaded vocabulary, never assumed.
 */
export const SPECIAL = {
  bos: "<bos>",
  turnOpen: "<|turn>",
  turnClose: "<turn|>",
  think: "<|think|>",
  channelOpen: "<|channel>",
  channelClose: "<channel|>",
  toolOpen: "<|tool>",
  toolClose: "<tool|>",
  toolCallOpen: "<|tool_call>",
  toolCallClose: "<tool_call|>",
  toolResponseOpen: "<|tool_response>",
  toolResponseClose: "<tool_response|>",
  quote: '<|"|>',
} as const;

/** Every text of {@link SPECIAL}. */
export const SPECIAL_TOKENS: readonly string[] = Object.values(SPECIAL);
