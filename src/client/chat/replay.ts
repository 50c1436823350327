/** Reads a conversation's log back. Lines that are torn or not ours are skipped, never fatal. Pure. */
import * as z from "zod/mini";
import { applyChange, type ChatChange, type ChatEntry, isRunning } from "../../protocol/chat-entries.ts";

const base = { id: z.string(), at: z.number() };
const list = z.array(z.looseObject({}));

const entry = z.discriminatedUnion("kind", [
  z.looseObject({ ...base, kind: z.literal("question"), text: z.string(), attachments: list }),
  z.looseObject({
    ...base,
    kind: z.literal("failure"),
    failure: z.looseObject({ error: z.string(), message: z.string(), frames: list, causes: list }),
  }),
  z.looseObject({
    ...base,
    kind: z.literal("answer"),
    state: z.enum(["waiting", "streaming", "done", "stopped", "interrupted", "failed"]),
    thought: z.string(),
    text: z.string(),
    sources: list,
  }),
]);

const change = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("add"), entry }),
  z.looseObject({
    kind: z.literal("append"),
    id: z.string(),
    thought: z.optional(z.string()),
    text: z.optional(z.string()),
  }),
  z.looseObject({ kind: z.literal("update"), id: z.string(), fields: z.looseObject({}) }),
  z.looseObject({ kind: z.literal("remove"), id: z.string() }),
]);

/** Entries as they were; an answer that was still being written is marked interrupted. */
export function replay(log: string): readonly ChatEntry[] {
  let entries: readonly ChatEntry[] = [];
  for (const line of log.split("\n")) {
    const parsed = parsedLine(line);
    if (parsed !== undefined) entries = applyChange(entries, parsed);
  }
  return entries.map((found) =>
    found.kind === "answer" && isRunning(found) ? { ...found, state: "interrupted" } : found,
  );
}

function parsedLine(line: string): ChatChange | undefined {
  if (line === "") return undefined;
  try {
    const result = change.safeParse(JSON.parse(line));
    return result.success ? (result.data as unknown as ChatChange) : undefined;
  } catch {
    return undefined;
  }
}
