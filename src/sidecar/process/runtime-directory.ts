/**
 * The private directory of the sidecar: made with mode 0700, refused when somebody else could have put it
 * there. Socket, secret, lock and log live in its subfolder of the protocol version.
 */
import { lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { directoryProblem, versionFolder } from "../../protocol/endpoint.ts";
import { FailureError } from "../../protocol/failure.ts";
import { thisMachine } from "./options.ts";

/** Makes and checks the directory and its subfolder; returns the subfolder. Throws FailureError. */
export function prepareRuntimeDirectory(directory: string): string {
  const folder = join(directory, versionFolder());
  for (const path of [directory, folder]) {
    makePrivate(path);
    const facts = lstatSync(path);
    const problem = directoryProblem(
      path,
      {
        isDirectory: facts.isDirectory(),
        isSymbolicLink: facts.isSymbolicLink(),
        uid: facts.uid,
        mode: facts.mode,
      },
      thisMachine(),
    );
    if (problem !== undefined) throw new FailureError(problem);
  }
  return folder;
}

function makePrivate(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return; // judged by its facts
    throw new FailureError({
      code: "engine.runtimeDirectory",
      message: `The runtime directory ${path} cannot be made: ${error instanceof Error ? error.message : String(error)}.`,
      nextStep: "Make its parent directory writable, or set XDG_RUNTIME_DIR to a directory of yours.",
    });
  }
}
