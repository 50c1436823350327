/**
 * Lines whose brackets do not fit. A syntax tree alone cannot tell: where the rest of a block already stands below
 * the cursor, the file has errors with and without the suggestion. So the line is also tried with one bracket
 * less or more; when that leaves fewer errors, the bracket was the model's mistake.
 */

const CLOSER_OF: Readonly<Record<string, string>> = { "(": ")", "[": "]" };
const OPENER_OF: Readonly<Record<string, string>> = { ")": "(", "]": "[" };
const STRINGS = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])'|`(?:\\.|[^`\\])*`/g;
/** Where a forgotten closing bracket may have stood. */
const GAPS = /\s*(?:=>|->|\{|:|;|,)|\s+(?:do|then)\b/g;
const MOST_VARIANTS = 8;

/** `suggestion` (one line, inserted between `before` and `after` of its line) with one bracket less or more. */
export function bracketVariants(before: string, suggestion: string, after: string): readonly string[] {
  if (/^[)\]}]{2,}[;,]*$/.test(suggestion.trim()) && before.trim() === "")
    return [suggestion.replace(/[)\]}]/, "")];
  const { closer, opener } = firstMisfit(before, suggestion, after);
  if (closer !== undefined) return withoutOne(suggestion, closer);
  return opener === undefined ? [] : withOneMore(suggestion, CLOSER_OF[opener] ?? "");
}

interface Misfit {
  /** A closing bracket without its opener, or the other way round. */
  readonly closer?: string;
  readonly opener?: string;
}

function firstMisfit(before: string, suggestion: string, after: string): Misfit {
  const line = (before + suggestion + after).replaceAll(STRINGS, (text) => "_".repeat(text.length));
  const open: string[] = [];
  for (const character of line) {
    if (CLOSER_OF[character] !== undefined) open.push(character);
    const opener = OPENER_OF[character];
    if (opener !== undefined && open.pop() !== opener) return { closer: character };
  }
  const last = open.at(-1);
  // A call that goes on in the next lines ends with its bracket or a comma.
  return last === undefined || /[([,]\s*$/.test(line) ? {} : { opener: last };
}

function withoutOne(text: string, bracket: string): readonly string[] {
  const places = Array.from(text.matchAll(/[)\]]/g), ({ index, 0: found }) =>
    found === bracket ? index : -1,
  );
  return places
    .filter((at) => at >= 0)
    .map((at) => text.slice(0, at) + text.slice(at + 1))
    .slice(0, MOST_VARIANTS);
}

function withOneMore(text: string, bracket: string): readonly string[] {
  const places = Array.from(text.matchAll(GAPS), ({ index }) => index);
  return [...places.reverse(), text.trimEnd().length]
    .map((at) => text.slice(0, at) + bracket + text.slice(at))
    .slice(0, MOST_VARIANTS);
}
