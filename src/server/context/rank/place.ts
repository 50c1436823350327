/** What can be seen from a cursor: the names around it with their distance, read from the visible text alone. */

/** Lines whose words describe what is being written. */
export const NEAR_LINES = 12;
/** Lines before and after the cursor's that are looked at. */
const FAR_LINES = 600;

/** Identifiers of two and more characters, each once, with what the text says of it in the same place of each list. */
export interface Place {
  readonly names: readonly string[];
  /** Lines between the cursor and the nearest occurrence. */
  readonly distances: readonly number[];
  readonly counts: readonly number[];
}

const START = 1;
const PART = 2;

/** What each of the first 170 UTF-16 units can be in an identifier; all later ones can be both. */
const KINDS = Uint8Array.from({ length: 0xaa }, (_, unit) => {
  if (/[A-Za-z_$]/.test(String.fromCharCode(unit))) return START | PART;
  return unit >= 48 && unit <= 57 ? PART : 0;
});

const NEWLINE = 10;

function kindOf(unit: number): number {
  return KINDS[unit] ?? START | PART;
}

function lineOf(text: string, offset: number): number {
  let line = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

class Notes implements Place {
  readonly names: string[] = [];
  readonly distances: number[] = [];
  readonly counts: number[] = [];
  readonly #places = new Map<string, number>();

  add(name: string, distance: number): void {
    const at = this.#places.get(name);
    if (at === undefined) {
      this.#places.set(name, this.names.length);
      this.names.push(name);
      this.distances.push(distance);
      this.counts.push(1);
      return;
    }
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    if (distance < (this.distances[at] ?? 0)) this.distances[at] = distance;
  }
}

/** Offset of a line. */
function offsetOf(text: string, wanted: number): number {
  let start = 0;
  for (let line = 0; line < wanted; line++) start = text.indexOf("\n", start) + 1;
  return start;
}

/**
 * `offset` is in UTF-16 units. The text after and before the cursor count alike, {@link FAR_LINES} of both. One pass
 * over the units: a regular expression takes several times as long, and this runs for whole files.
 */
export function lookAround(text: string, offset: number): Place {
  const notes = new Notes();
  const cursorLine = lineOf(text, offset);
  let line = Math.max(0, cursorLine - FAR_LINES);
  for (let at = offsetOf(text, line); at < text.length && line <= cursorLine + FAR_LINES; ) {
    const unit = text.charCodeAt(at);
    if (unit === NEWLINE) line++;
    if ((kindOf(unit) & START) === 0) {
      at++;
      continue;
    }
    let end = at + 1;
    while (end < text.length && (kindOf(text.charCodeAt(end)) & PART) !== 0) end++;
    const distance = line < cursorLine ? cursorLine - line : line - cursorLine + 1;
    if (end - at > 1) notes.add(text.slice(at, end), distance);
    at = end;
  }
  return notes;
}
