/**
 * Reads, checks and writes the settings. Everything about the model (path, hardware, memory) comes from the
 * user's own settings; a workspace that sets them is ignored, trusted or not.
 */
import type manifest from "../../package.json";
import type { GpuChoice } from "../protocol/engine.ts";
import { type ConfidenceRule, DEFAULT_SETTINGS, type Settings } from "../protocol/settings.ts";

/** A misspelt key does not compile. */
export type SettingKey = keyof typeof manifest.contributes.configuration.properties;

/** The part of `vscode.WorkspaceConfiguration` that is used, so that this module runs without VS Code. */
export interface SettingsSource {
  get(key: SettingKey): unknown;
  inspect(key: SettingKey): { readonly globalValue?: unknown } | undefined;
}

export interface ReadSettings {
  readonly settings: Settings;
  /** One sentence per value that was refused; its default is used instead. */
  readonly problems: readonly string[];
}

const defaults = DEFAULT_SETTINGS;

/** Written out, because the protocol's table sits in a module that loads all of JSON-RPC. */
const GPU_NAMES: Readonly<Record<GpuChoice, true>> = {
  auto: true,
  cpu: true,
  vulkan: true,
  cuda: true,
  metal: true,
};

/** The settings as the server sees them. */
export function readSettings(source: SettingsSource): ReadSettings {
  const problems: string[] = [];
  /** The user's own value; workspace values are not looked at. */
  const own = (key: SettingKey): Value => ({ key, value: source.inspect(key)?.globalValue, problems });
  const any = (key: SettingKey): Value => ({ key, value: source.get(key), problems });
  const settings: Settings = {
    model: {
      path: path(own("gemwright.model.path")),
      contextTokens: integer(
        own("gemwright.model.contextTokens"),
        defaults.model.contextTokens,
        [0, 1_048_576],
      ),
      gpu: gpu(own("gemwright.model.gpu")),
      threads: integer(own("gemwright.model.threads"), defaults.model.threads, [0, 256]),
      keepAliveSeconds: integer(
        own("gemwright.model.keepAliveSeconds"),
        defaults.model.keepAliveSeconds,
        [0, 86_400],
      ),
    },
    completion: {
      enabled: bool(any("gemwright.completion.enabled"), defaults.completion.enabled),
      languages: languages(any("gemwright.completion.languages")),
      maxTokens: integer(any("gemwright.completion.maxTokens"), defaults.completion.maxTokens, [8, 1024]),
      confidence: confidence(any("gemwright.completion.confidence")),
      inComments: bool(any("gemwright.completion.inComments"), defaults.completion.inComments),
      inStrings: bool(any("gemwright.completion.inStrings"), defaults.completion.inStrings),
      exclude: patterns(any("gemwright.completion.exclude")),
      onBattery: bool(any("gemwright.completion.onBattery"), defaults.completion.onBattery),
      inGeneratedFiles: bool(
        any("gemwright.completion.inGeneratedFiles"),
        defaults.completion.inGeneratedFiles,
      ),
      inSecretFiles: bool(own("gemwright.completion.inSecretFiles"), defaults.completion.inSecretFiles),
      inUntrustedWorkspaces: bool(
        own("gemwright.completion.inUntrustedWorkspaces"),
        defaults.completion.inUntrustedWorkspaces,
      ),
      maxFileCharacters: integer(
        any("gemwright.completion.maxFileCharacters"),
        defaults.completion.maxFileCharacters,
        [10_000, 20_000_000],
      ),
    },
    index: { enabled: bool(any("gemwright.index.enabled"), defaults.index.enabled) },
    chat: {
      thinking: bool(any("gemwright.chat.thinking"), defaults.chat.thinking),
      maxTokens: integer(any("gemwright.chat.maxTokens"), defaults.chat.maxTokens, [64, 131_072]),
    },
  };
  return { settings, problems };
}

/** True when a suggestion may appear in a document of that language. */
export function languageIsOn(languages: Settings["completion"]["languages"], languageId: string): boolean {
  const rule = Object.hasOwn(languages, languageId) ? languages[languageId] : languages["*"];
  return rule ?? true;
}

interface Value {
  readonly key: SettingKey;
  readonly value: unknown;
  readonly problems: string[];
}

function refuse<T>(from: Value, wanted: string, fallback: T): T {
  from.problems.push(
    `The setting ${from.key} is ${JSON.stringify(from.value)}, but must be ${wanted}. ` +
      `${JSON.stringify(fallback)} is used until it is corrected in the settings.`,
  );
  return fallback;
}

function integer(from: Value, fallback: number, [least, most]: readonly [number, number]): number {
  const { value } = from;
  if (value === undefined) return fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  return refuse(from, `a whole number from ${least} to ${most}`, fallback);
}

function bool(from: Value, fallback: boolean): boolean {
  if (from.value === undefined) return fallback;
  return typeof from.value === "boolean" ? from.value : refuse(from, "true or false", fallback);
}

function gpu(from: Value): GpuChoice {
  const { value } = from;
  if (value === undefined) return defaults.model.gpu;
  if (typeof value === "string" && Object.hasOwn(GPU_NAMES, value)) return value as GpuChoice;
  return refuse(from, `one of ${Object.keys(GPU_NAMES).join(", ")}`, defaults.model.gpu);
}

function confidence(from: Value): ConfidenceRule {
  const { value } = from;
  if (value === undefined) return defaults.completion.confidence;
  if (value === "adaptive" || value === "off") return value;
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  return refuse(from, '"adaptive", "off" or a number from 0 to 1', defaults.completion.confidence);
}

function patterns(from: Value): readonly string[] {
  const { value } = from;
  if (value === undefined) return defaults.completion.exclude;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  return refuse(from, "a list of patterns in the syntax of .gitignore", defaults.completion.exclude);
}

function path(from: Value): string {
  const { value } = from;
  if (value === undefined || value === "") return "";
  if (typeof value !== "string") return refuse(from, "the absolute path of a GGUF file", "");
  const absolute = /^(?:\/|\\\\|[A-Za-z]:[\\/])/.test(value) && !value.includes("\0");
  return absolute ? value : refuse(from, "an absolute path", "");
}

function languages(from: Value): Readonly<Record<string, boolean>> {
  const { value } = from;
  const fallback = defaults.completion.languages;
  if (value === undefined) return fallback;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse(from, "an object of language ids with true or false", fallback);
  }
  const entries = Object.entries(value);
  const good = entries.filter((entry): entry is [string, boolean] => typeof entry[1] === "boolean");
  if (good.length < entries.length)
    return refuse(from, "an object of language ids with true or false", fallback);
  return Object.fromEntries(good);
}
