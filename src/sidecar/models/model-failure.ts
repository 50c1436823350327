/** Failures of a model file. Each names the file, the cause and the next step. */
import { FailureError } from "../../protocol/failure.ts";

export type ModelFailureCode =
  | "file.missing"
  | "file.is-directory"
  | "file.permission"
  | "gguf.empty"
  | "gguf.html"
  | "gguf.lfs-pointer"
  | "gguf.not-gguf"
  | "gguf.version"
  | "gguf.truncated"
  | "gguf.bad-header"
  | "gguf.limits"
  | "gguf.unknown-architecture"
  | "gguf.no-use"
  | "gguf.load-failed";

const CHOOSE = "Choose another file with “Gemwright: Choose model file…”.";
const DOWNLOAD = "Download the file again and check that its size matches the source.";

const NEXT_STEPS: Readonly<Record<ModelFailureCode, string>> = {
  "file.missing": CHOOSE,
  "file.is-directory": "Choose the .gguf file inside it with “Gemwright: Choose model file…”.",
  "file.permission": "Give your user read permission for the file, or choose another one.",
  "gguf.empty": DOWNLOAD,
  "gguf.html": "Download the GGUF file itself: a browser or proxy saved a web page instead.",
  "gguf.lfs-pointer": "Run “git lfs pull” in its repository, or download the file itself.",
  "gguf.not-gguf": "Choose a model in GGUF format (a file that ends in .gguf).",
  "gguf.version": "Convert the model again with a current llama.cpp, or download a newer GGUF file.",
  "gguf.truncated": DOWNLOAD,
  "gguf.bad-header": "Download the file again from a source you trust, or choose another one.",
  "gguf.limits": "Do not use this file unless you trust its source; choose another one.",
  "gguf.unknown-architecture": "Choose a Gemma 4 GGUF file, or another model of a supported family.",
  "gguf.no-use":
    "Choose a Gemma 4 GGUF file, or a code model with fill-in-the-middle tokens (for completions only).",
  "gguf.load-failed": "Download the file again, or choose another one; the log has llama.cpp's own words.",
};

export function modelFailure(code: ModelFailureCode, path: string, cause: string): FailureError {
  return new FailureError({
    code,
    message: `The model file ${path} cannot be used: ${cause}.`,
    nextStep: NEXT_STEPS[code],
  });
}
