/** What editors write by themselves after the cursor when an opener is typed. */

const CLOSERS = /^[)\]}>"'`;,:\s]*$/;
/** What an editor closes by itself when its opener is typed. */
export const CLOSER_RUN = /^[)\]}>"'`]+/;

/** True for what editors insert by themselves after the cursor: closing brackets, quotes, punctuation. */
export function onlyClosers(restOfLine: string): boolean {
  return CLOSERS.test(restOfLine);
}
