/** Remembers how the user left the index of this workspace: paused and cleared hold in the next window, too. */
import type * as vscode from "vscode";
import type { IndexMode } from "../../protocol/context.ts";
import type { IndexAction } from "../server-port.ts";

const KEY = "index.mode";

const AFTER: Readonly<Record<IndexAction, IndexMode>> = {
  pause: "paused",
  resume: "on",
  rebuild: "on",
  clear: "off",
};

export interface IndexModeStore {
  read(): IndexMode;
  /** The server did what the user asked for. */
  took(action: IndexAction): void;
}

/** `state` belongs to the workspace. */
export function indexModeStore(state: Pick<vscode.Memento, "get" | "update">): IndexModeStore {
  const read = (): IndexMode => state.get<IndexMode>(KEY, "on");
  return {
    read,
    took: (action) => {
      // What was cleared can be neither paused nor resumed.
      if (read() !== "off" || action === "rebuild") void state.update(KEY, AFTER[action]);
    },
  };
}
