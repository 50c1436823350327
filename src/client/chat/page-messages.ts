/** Checks what the chat page says: a page is not trusted, whatever our own script in it does. */
import * as z from "zod/mini";
import { PAGE_COMMANDS, type PageMessage } from "../../protocol/chat-view.ts";

/** Longest text of a message, in UTF-16 units: a whole large file fits, an endless one does not. */
const TEXT_LIMIT = 2_000_000;

const text = z.string().check(z.maxLength(TEXT_LIMIT));
const short = z.string().check(z.minLength(1), z.maxLength(4096));
const index = z.int().check(z.minimum(0), z.maximum(100_000));

const schema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("ready") }),
  z.strictObject({ kind: z.literal("send"), text }),
  z.strictObject({ kind: z.literal("stop") }),
  z.strictObject({ kind: z.literal("retry"), entry: short }),
  z.strictObject({ kind: z.literal("newChat") }),
  z.strictObject({ kind: z.literal("attach") }),
  z.strictObject({ kind: z.literal("detach"), attachment: short }),
  z.strictObject({ kind: z.literal("thinking"), on: z.boolean() }),
  z.strictObject({ kind: z.literal("draft"), text }),
  z.strictObject({ kind: z.literal("openLink"), url: short }),
  z.strictObject({
    kind: z.literal("openPath"),
    path: short,
    line: z.optional(z.int().check(z.minimum(1), z.maximum(10_000_000))),
  }),
  z.strictObject({ kind: z.literal("openSource"), entry: short, index }),
  z.strictObject({ kind: z.literal("openFrame"), entry: short, error: index, frame: index }),
  z.strictObject({ kind: z.literal("copy"), text }),
  z.strictObject({ kind: z.literal("insert"), text }),
  z.strictObject({ kind: z.literal("command"), command: z.enum(PAGE_COMMANDS) }),
]);

/** The message, or undefined when it is none of ours. */
export function parsePageMessage(value: unknown): PageMessage | undefined {
  const result = schema.safeParse(value);
  return result.success ? (result.data as PageMessage) : undefined;
}
