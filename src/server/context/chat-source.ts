/**
 * The repository in a chat: a pack for the question, part by part, so that each is a source to open. The parts,
 * one behind the other, are the text of the pack.
 */
import type { ContextPart, ContextQuestion, ContextSource } from "../chat/context-source.ts";
import { uriOfPath } from "../workspace.ts";
import { ChatMemory, type SentPart } from "./chat-memory.ts";
import { type PackPlan, planPack } from "./chat-plan.ts";
import { foldersInside, type IndexedFolder } from "./folders.ts";
import type { PackedContext, SizedPack } from "./index/worker-protocol.ts";
import { parseMentions } from "./mentions.ts";
import type { PackSection } from "./pack/assemble.ts";
import type { ShownPart } from "./pack/shown.ts";

/** What the chat needs of the index. */
export interface PackingContext {
  readonly folders: readonly IndexedFolder[];
  packed(params: SizedPack, shown: readonly ShownPart[], signal: AbortSignal): Promise<PackedContext>;
}

/** Asked by the chat for every question. */
export function repositorySource(context: PackingContext): ContextSource {
  const memory = new ChatMemory();
  return {
    name: "index",
    async gather(question, signal) {
      const perFolder = context.folders.map((folder) =>
        new FolderQuestion(context, memory, folder).gather(question, signal),
      );
      return (await Promise.all(perFolder)).flat();
    },
  };
}

/** What `gemwright/pack` and the chat ask of the index for the last question of a conversation. */
export function paramsOf(
  { turns }: Pick<ContextQuestion, "turns">,
  folder: IndexedFolder,
  folders: readonly IndexedFolder[],
  { budgetTokens, mode }: Pick<PackPlan, "budgetTokens" | "mode">,
): SizedPack {
  const { paths } = parseMentions(turns.at(-1)?.content ?? "");
  return {
    root: folder.uri,
    // Earlier questions say what "it" and "there" mean.
    query: turns
      .filter((turn) => turn.role === "user")
      .slice(-2)
      .map((turn) => turn.content)
      .join("\n"),
    mentions: paths.map((path) => uriOfPath(`${folder.path}/${path}`)),
    // A folder inside this one has a pack of its own.
    exclude: foldersInside(folder, folders).map((path) => `/${path.replace(/[\\*?[\]!# ]/g, "\\$&")}/`),
    budgetTokens,
    mode,
  };
}

class FolderQuestion {
  readonly #context: PackingContext;
  readonly #memory: ChatMemory;
  readonly #folder: IndexedFolder;

  constructor(context: PackingContext, memory: ChatMemory, folder: IndexedFolder) {
    this.#context = context;
    this.#memory = memory;
    this.#folder = folder;
  }

  async gather(question: ContextQuestion, signal: AbortSignal): Promise<ContextPart[]> {
    const { turns } = question;
    const folder = this.#folder;
    const sent = this.#memory.earlier(folder.uri, turns);
    const shown = sent.map(({ part, section }) => ({ turn: part.turn, tokens: section.tokens }));
    const plan = planPack(question, this.#context.folders.length, shown);
    if (plan === undefined) return [];
    if (plan.anew) this.#memory.forget(folder.uri, turns, () => true);
    const before = plan.anew ? [] : sent;
    const params = paramsOf(question, folder, this.#context.folders, plan);
    const packed = await this.#context.packed(params, before.flatMap(shownPart), signal);
    signal.throwIfAborted();
    const gone = new Set(packed.outdated);
    if (gone.size > 0) this.#memory.forget(folder.uri, turns, (path) => gone.has(path));
    const parts = packed.sections.map((section, at): SentPart => {
      const turn = section.asked ? turns.length - 1 : plan.repositoryTurn;
      return { section, part: { ...this.#part(section, at === 0), turn } };
    });
    const asked = parts.filter(({ section }) => section.asked);
    this.#memory.remember(folder.uri, turns, asked);
    const still = before.filter(({ section }) => !gone.has(section.path));
    const always = parts.filter(({ section }) => !section.asked);
    return [...always, ...still, ...asked].map(({ part }) => part);
  }

  #part(section: PackSection, first: boolean): ContextPart {
    const { path, level, startLine, endLine } = section;
    const several = this.#context.folders.length > 1;
    const name = several ? `${this.#folder.root.split(/[\\/]/).at(-1) ?? ""}/` : "";
    const text = section.text.trimEnd();
    const block = several && first ? `In the folder ${name}\n\n${text}` : text;
    if (path === "") return { label: `Map of the repository ${name}`.trim(), text, block };
    const lines = `${startLine}-${endLine}${level === "signatures" ? " (signatures)" : ""}`;
    const uri = uriOfPath(`${this.#folder.path}/${path}`);
    // Without heading and fence: this is what is cut when it does not fit.
    const code = text.split("\n").slice(2, -1).join("\n");
    return { uri, label: `${name}${path}:${lines}`, startLine, text: code, block };
  }
}

/** Signatures do not stand for what they leave out. */
function shownPart({ section }: SentPart): ShownPart[] {
  const { path, hash, startLine, endLine, level, text } = section;
  if (path === "") return [{ path, hash, startLine, endLine, map: text }];
  return level === "full" ? [{ path, hash, startLine, endLine }] : [];
}
