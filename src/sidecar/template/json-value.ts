/** How the template looks at JSON: its truth, its key order, its bare scalars. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Jinja's truth: empty strings, lists and mappings are false. */
export function isTruthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** Jinja's `dictsort`: by key without regard to case; equal keys keep their order. */
export function sortedEntries(object: JsonObject): [string, unknown][] {
  return Object.entries(object).sort(([a], [b]) => {
    const left = a.toLowerCase();
    const right = b.toLowerCase();
    if (left === right) return 0;
    return left < right ? -1 : 1;
  });
}

/** What `{{ value }}` writes for anything but a string, a list or a mapping (null is Python's None). */
export function bareScalar(value: unknown): string {
  if (value === null) return "None";
  return value === undefined ? "" : JSON.stringify(value);
}
