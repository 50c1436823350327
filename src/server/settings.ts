/** Reads settings that came over the wire: every value is checked, every refusal names its setting. */
import { isAbsolute } from "node:path";
import { GPU_CHOICES } from "../protocol/engine.ts";
import type { Failure } from "../protocol/failure.ts";
import type { Settings } from "../protocol/settings.ts";

/** Undefined when the value is fine, else what is expected instead. */
type Rule = (value: unknown) => string | undefined;

function whole(min: number, max: number): Rule {
  return (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= min && value <= max
      ? undefined
      : `a whole number from ${min} to ${max}`;
}

const flag: Rule = (value) => (typeof value === "boolean" ? undefined : "true or false");

const modelPath: Rule = (value) =>
  typeof value === "string" && (value === "" || isAbsolute(value))
    ? undefined
    : "the absolute path of a GGUF file, or an empty text";

const gpuChoice: Rule = (value) =>
  GPU_CHOICES.some((choice) => choice === value) ? undefined : `one of ${GPU_CHOICES.join(", ")}`;

const switches: Rule = (value) =>
  isRecord(value) && Object.values(value).every((item) => typeof item === "boolean")
    ? undefined
    : "an object of language ids with true or false";

const confidence: Rule = (value) =>
  value === "adaptive" || value === "off" || (typeof value === "number" && value >= 0 && value <= 1)
    ? undefined
    : '"adaptive", "off" or a number from 0 to 1';

const patterns: Rule = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === "string")
    ? undefined
    : "a list of patterns in the syntax of .gitignore";

const RULES: { readonly [S in keyof Settings]: { readonly [K in keyof Settings[S]]: Rule } } = {
  model: {
    path: modelPath,
    contextTokens: whole(0, 1_048_576),
    gpu: gpuChoice,
    threads: whole(0, 512),
    keepAliveSeconds: whole(0, 86_400),
  },
  completion: {
    enabled: flag,
    languages: switches,
    maxTokens: whole(1, 4096),
    confidence,
    inComments: flag,
    inStrings: flag,
    exclude: patterns,
    onBattery: flag,
    inGeneratedFiles: flag,
    inSecretFiles: flag,
    inUntrustedWorkspaces: flag,
    maxFileCharacters: whole(10_000, 20_000_000),
  },
  index: { enabled: flag },
  chat: { thinking: flag, maxTokens: whole(1, 131_072) },
};

export interface SettingsReading {
  readonly settings: Settings;
  /** One per refused value; the setting kept its value of `base`. */
  readonly problems: readonly Failure[];
}

/**
 * Merges `partial` over `base`, value by value. A refused value never takes the rest with it: the setting
 * keeps the value of `base`, and a problem says so.
 */
export function readSettings(partial: unknown, base: Settings): SettingsReading {
  const problems: Failure[] = [];
  if (partial === undefined || partial === null) return { settings: base, problems };
  if (!isRecord(partial)) {
    problems.push(refusal("settings", partial, "an object with model, completion and chat"));
    return { settings: base, problems };
  }
  const merged: Record<string, unknown> = { ...base };
  for (const [section, values] of Object.entries(partial)) {
    const rules = Object.hasOwn(RULES, section) ? RULES[section as keyof Settings] : undefined;
    if (rules === undefined) problems.push(refusal(section, values, "model, completion or chat"));
    else if (!isRecord(values)) problems.push(refusal(section, values, "an object"));
    else {
      const kept = mergeSection(section, values, rules, problems);
      merged[section] = { ...base[section as keyof Settings], ...kept };
    }
  }
  return { settings: merged as unknown as Settings, problems };
}

function mergeSection(
  section: string,
  values: Readonly<Record<string, unknown>>,
  rules: Readonly<Record<string, Rule>>,
  problems: Failure[],
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    const expected = rule === undefined ? Object.keys(rules).join(", ") : rule(value);
    if (expected === undefined) kept[key] = value;
    else problems.push(refusal(`${section}.${key}`, value, expected));
  }
  return kept;
}

function refusal(setting: string, value: unknown, expected: string): Failure {
  const shown = JSON.stringify(value)?.slice(0, 80) ?? String(value);
  return {
    code: "settings.invalid",
    message: `The setting gemwright.${setting} is ${shown}; expected ${expected}.`,
    nextStep: `Correct gemwright.${setting} in the settings; until then its former value is used.`,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
