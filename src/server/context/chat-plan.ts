/** How large the pack of a question is, and where in the conversation it stands. Pure. */
import type { ContextQuestion } from "../chat/context-source.ts";
import { parseMentions } from "./mentions.ts";

/** Tokens of a focus pack at most. */
const FOCUS_TOKENS = 32_768;
/** Share of the free window that a pack may take: earlier turns and the answer grow too. */
const FOCUS_SHARE = 0.5;
/** With `@repo` the user wants the window filled. */
const REPOSITORY_SHARE = 0.85;
/** Kept free: parts are counted alone, and the question stands between them. */
const FRAME_SHARE = 0.95;
/** A smaller pack would be names without code. */
const LEAST_TOKENS = 256;
/** When a follow-up would get less than this share of what a new conversation gets, it begins anew. */
const WORTHWHILE = 0.3;
/** The pack of a repository that does not fit any more is made this much smaller, so that it then stays for a while. */
const SHRINK = 0.75;

/** Tokens that earlier turns show, by turn. */
export type ShownTokens = ReadonlyArray<{ readonly turn: number; readonly tokens: number }>;

export interface PackPlan {
  readonly mode: "focus" | "repository";
  readonly budgetTokens: number;
  /** The user turn that first asked for the whole repository; its pack stays there. */
  readonly repositoryTurn: number;
  /** There is no room for what earlier turns show. */
  readonly anew: boolean;
}

/** Part of a question's room that one of so many folders has. */
export type Room = Pick<ContextQuestion, "turns" | "budgetTokens" | "freeAt">;

function sum(shown: ShownTokens): number {
  return shown.reduce((total, { tokens }) => total + tokens, 0);
}

function planFocus({ budgetTokens }: Room, shown: ShownTokens): Pick<PackPlan, "budgetTokens" | "anew"> {
  const size = (free: number): number => Math.floor(Math.min(FOCUS_TOKENS, free * FOCUS_SHARE) * FRAME_SHARE);
  const rest = size(budgetTokens - sum(shown));
  const whole = size(budgetTokens);
  return rest < whole * WORTHWHILE
    ? { budgetTokens: whole, anew: true }
    : { budgetTokens: rest, anew: false };
}

/** The size depends only on the conversation up to the turn that asked for it, as long as it fits. */
function planRepository(
  { budgetTokens, freeAt }: Room,
  shown: ShownTokens,
  turn: number,
): Pick<PackPlan, "budgetTokens" | "anew"> {
  const before = sum(shown.filter((part) => part.turn < turn));
  const wanted = Math.floor(((freeAt[turn] ?? 0) - before) * REPOSITORY_SHARE * FRAME_SHARE);
  const shrunk = (room: number): number => {
    let size = wanted;
    while (size > room && size >= LEAST_TOKENS) size = Math.floor(size * SHRINK);
    return size;
  };
  const rest = shrunk(budgetTokens - sum(shown));
  const whole = shrunk(budgetTokens);
  return rest < whole * WORTHWHILE
    ? { budgetTokens: whole, anew: true }
    : { budgetTokens: rest, anew: false };
}

/** Undefined when there is too little room for any code. `folders` share the room. */
export function planPack(question: Room, folders: number, shown: ShownTokens): PackPlan | undefined {
  const room = {
    turns: question.turns,
    budgetTokens: question.budgetTokens / folders,
    freeAt: question.freeAt.map((free) => free / folders),
  };
  const repositoryTurn = question.turns.findIndex(
    ({ role, content }) => role === "user" && parseMentions(content).repository,
  );
  const repository = repositoryTurn !== -1;
  const size = repository ? planRepository(room, shown, repositoryTurn) : planFocus(room, shown);
  if (size.budgetTokens < LEAST_TOKENS) return undefined;
  return { ...size, mode: repository ? "repository" : "focus", repositoryTurn };
}
