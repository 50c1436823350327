/** Markdown code fences that the text inside cannot close. */

/** At least three backticks, and one more than the longest run in `text`. */
export function fenceAround(text: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`{3,}/g)) longest = Math.max(longest, run.length);
  return "`".repeat(longest + 1);
}

/** `text` as a fenced block. */
export function fenced(text: string, info = ""): string {
  const fence = fenceAround(text);
  return `${fence}${info}\n${text.replace(/\n$/, "")}\n${fence}`;
}
