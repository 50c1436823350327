/** The index while it is switched off: by the setting, or from the start by who runs the server. */
import type { IndexStatus } from "../../protocol/context.ts";
import { FailureError } from "../../protocol/failure.ts";
import type { IndexedFolder } from "./folders.ts";
import { StatusReader } from "./index/status-reader.ts";

export function disabledStatus(folders: readonly IndexedFolder[]): IndexStatus[] {
  return folders.map(({ uri }) => ({ root: uri, phase: "disabled", ...StatusReader.empty }));
}

export function disabledFailure(): FailureError {
  return new FailureError({
    code: "index.disabled",
    message:
      "The index is switched off (gemwright.index.enabled), so nothing of the repository can be packed.",
    nextStep: "Switch it on in the settings, or in Gemwright's status menu.",
  });
}
