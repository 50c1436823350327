/**
 * Characters that a reader cannot see but a model can: the tag block (a whole hidden ASCII), bidirectional
 * controls, zero-width characters, variation selectors of the supplement, and C0/C1 controls.
 */

const HIDDEN = [
  "\\u0000-\\u0008\\u000B\\u000E-\\u001F\\u007F-\\u009F", // controls other than tab, newline, form feed, CR
  "\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F", // soft hyphen, joiners, fillers
  "\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F", // zero-width and bidirectional controls
  "\\u3164\\uFEFF\\uFFA0\\uFFF9-\\uFFFB", // fillers, byte order mark, annotations
  "\\u{E0000}-\\u{E0FFF}", // tag block, variation selectors supplement
].join("");

const HIDDEN_CHARACTER = new RegExp(`[${HIDDEN}]`, "u");
const HIDDEN_CHARACTERS = new RegExp(`[${HIDDEN}]`, "gu");

/** True when the text holds a character that no editor shows. */
export function hasHiddenCharacters(text: string): boolean {
  return HIDDEN_CHARACTER.test(text);
}

/** Replaces each hidden character by its visible escape, e.g. `\u{202E}`, so that nothing is smuggled in. */
export function showHiddenCharacters(text: string): string {
  return text.replace(
    HIDDEN_CHARACTERS,
    (character) => `\\u{${character.codePointAt(0)?.toString(16).toUpperCase() ?? ""}}`,
  );
}
