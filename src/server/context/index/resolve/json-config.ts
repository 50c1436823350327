/** Manifests in JSON, with the comments and trailing commas that tsconfig allows. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Undefined when it is no object. A byte order mark is allowed. */
export function parseConfig(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  const plain = text
    .replace(/^\uFEFF/, "")
    .replace(
      /("(?:[^"\\]|\\[\s\S]?)*(?:"|$))|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g,
      (_, string: string | undefined) => string ?? "",
    )
    .replace(/,(\s*[}\]])/g, "$1");
  try {
    const value: unknown = JSON.parse(plain);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
