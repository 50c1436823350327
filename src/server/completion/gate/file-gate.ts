/** Which files get no suggestions: excluded by pattern, secret, generated. By the same rules as the index. */
import createIgnore from "ignore";
import type { CompletionOutcome } from "../../../protocol/lsp.ts";
import type { Settings } from "../../../protocol/settings.ts";
import { refuseByName, refuseByText } from "../../context/index/scan/rules.ts";
import { SECRET } from "../../context/index/scan/secrets.ts";

export interface FileFacts {
  /** Relative to its workspace folder, with `/`; the file name for anything else. */
  readonly path: string;
  readonly text: string;
}

export interface FileRefusal {
  readonly outcome: CompletionOutcome;
  readonly detail: string;
}

type Rules = Pick<Settings["completion"], "exclude" | "inSecretFiles" | "inGeneratedFiles">;

/** Undefined when the file may have suggestions. `invoked`: asked for by key. */
export function fileRefusal(file: FileFacts, rules: Rules, invoked: boolean): FileRefusal | undefined {
  if (isExcluded(file.path, rules.exclude)) {
    return refuse("excluded", `A pattern of gemwright.completion.exclude matches ${file.path}.`);
  }
  if (rules.inSecretFiles && (rules.inGeneratedFiles || invoked)) return undefined;
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  const reason = refuseByName(file.path, 0) ?? refuseByText(file.text);
  if (reason === SECRET) {
    if (rules.inSecretFiles) return undefined;
    return refuse("secretFile", `${name} may hold secrets (gemwright.completion.inSecretFiles).`);
  }
  if (reason === undefined || rules.inGeneratedFiles || invoked) return undefined;
  return refuse("generatedFile", `${name} is ${reason} (gemwright.completion.inGeneratedFiles).`);
}

/** Compiled once for a list of patterns: settings change rarely. */
const compiled = new WeakMap<readonly string[], (path: string) => boolean>();

function isExcluded(path: string, patterns: readonly string[]): boolean {
  if (patterns.length === 0 || path === "") return false;
  const known = compiled.get(patterns);
  if (known !== undefined) return known(path);
  const rules = createIgnore().add([...patterns]);
  const test = (each: string): boolean => createIgnore.isPathValid(each) && rules.ignores(each);
  compiled.set(patterns, test);
  return test(path);
}

function refuse(outcome: CompletionOutcome, detail: string): FileRefusal {
  return { outcome, detail };
}
