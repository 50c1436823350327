import { bareScalar, isObject, sortedEntries } from "./json-value.ts";
import type { SegmentBuilder } from "./segment.ts";
import { SPECIAL } from "./special-tokens.ts";

/** A string between two quote tokens; whatever it contains stays text. */
export function writeString(out: SegmentBuilder, text: string): void {
  out.special(SPECIAL.quote).text(text).special(SPECIAL.quote);
}

/** Calls `write` for each item, with commas between. */
export function writeList<T>(out: SegmentBuilder, items: readonly T[], write: (item: T) => void): void {
  for (const [index, item] of items.entries()) {
    if (index > 0) out.text(",");
    write(item);
  }
}

/** The template's `format_argument`: a JSON value, with keys quoted (in declarations) or bare (in calls). */
export function writeValue(out: SegmentBuilder, value: unknown, quoteKeys: boolean): void {
  if (typeof value === "string") writeString(out, value);
  else if (Array.isArray(value)) {
    out.text("[");
    writeList<unknown>(out, value, (item) => writeValue(out, item, quoteKeys));
    out.text("]");
  } else if (isObject(value)) {
    out.text("{");
    writeList(out, sortedEntries(value), ([key, item]) => {
      if (quoteKeys) writeString(out, key);
      else out.text(key);
      out.text(":");
      writeValue(out, item, quoteKeys);
    });
    out.text("}");
  } else out.text(bareScalar(value));
}
