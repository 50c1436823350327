/** Rows of `gemwright doctor` about the sidecar. */
import { type SidecarFacts, sidecarFacts } from "../server/local-engine.ts";
import { type ModelArguments, runtimeDirectory } from "./model.ts";
import { describeFailure } from "./terminal.ts";

export function sidecarReport(args: ModelArguments): Record<string, string> {
  try {
    const facts = sidecarFacts(runtimeDirectory(args));
    return {
      "runtime directory": facts.directory,
      sidecar: sidecarState(facts),
      "sidecar log": facts.logPath,
    };
  } catch (error) {
    return { "runtime directory": describeFailure(error).replaceAll("\n", " ") };
  }
}

function sidecarState({ pid, alive }: SidecarFacts): string {
  if (pid === undefined) return "not running";
  return alive ? `running, pid ${pid}` : `not running; pid ${pid} left its endpoint behind`;
}
