/**
 * Which files of a repository get their full text and which their signatures, for a number of tokens. Where a level
 * ends is decided by few comparisons, so that an edit hardly ever moves another file to another level; what is then
 * left is filled with few large pieces, chosen by their size to the power of two, for the same reason.
 */
import type { FileRecord, IndexView } from "../index/view.ts";
import type { ChosenPiece, Why } from "./assemble.ts";
import type { TokenCounts } from "./counts.ts";
import { fullPiece, type Piece, partPiece, signaturesPiece } from "./pieces.ts";
import { MOST_CHARS, Room } from "./room.ts";

/** A file with its place among the others: best first. */
export interface Weighed {
  readonly file: FileRecord;
  readonly why: Why;
}

/** Share of the room for full text as long as signatures of other files may need the rest. */
const FULL_SHARE = 0.6;
/** What may stay free: an edit of a file changes its size, and shall not change which others fit. */
const SLACK_SHARE = 0.02;

/**
 * What one file may take, as a share of the room or in tokens, whichever is more: a generated table must not stand
 * for a hundred files of code.
 */
const ONE_FULL = { share: 0.04, tokens: 3000 };
const ONE_SIGNATURES = { share: 0.015, tokens: 1200 };

/** Bytes of a token, in code. */
const USUAL_BYTES = 3.2;
/** Bytes of a UTF-16 unit at most. */
const UNIT_BYTES = 3;
/** Pieces looked at for what is left, of each kind. */
const MAX_TRIES = 64;
/** Files of which only the head is shown. */
const MAX_HEADS = 8;
/** A shorter head is an import list. */
const LEAST_HEAD_LINES = 4;

export interface LevelParts {
  readonly view: IndexView;
  readonly counts: TokenCounts;
  /** Tokens. */
  readonly room: number;
  /** Whose signatures the reader has: only more than that is worth a place. */
  readonly known?: ReadonlySet<number>;
}

interface Level {
  readonly make: (file: FileRecord) => Piece | undefined;
  /** Tokens of all pieces together. */
  readonly limit: number;
  /** Tokens one file may take. */
  readonly most: number;
}

/** Every file with its whole text; undefined when they do not fit. */
export function allInFull(
  files: readonly Weighed[],
  { view, counts, room }: LevelParts,
): readonly ChosenPiece[] | undefined {
  const filled = new Room(counts, room);
  const make = (file: FileRecord): Piece | undefined => fullPiece(view, file);
  const fits = descend(files, filled, { make, limit: room, most: Number.POSITIVE_INFINITY });
  return fits ? filled.chosen : undefined;
}

/** As many pieces of `files`, best first, as fit: the full text of the first, then signatures, then more full text. */
export function chooseLevels(files: readonly Weighed[], parts: LevelParts): readonly ChosenPiece[] {
  const { view, counts, room, known } = parts;
  const filled = new Room(counts, room);
  const full = {
    make: (file: FileRecord) => fullPiece(view, file),
    most: Math.max(room * ONE_FULL.share, ONE_FULL.tokens),
  };
  const signatures = {
    make: (file: FileRecord) => (known?.has(file.id) === true ? undefined : signaturesPiece(view, file)),
    most: Math.max(room * ONE_SIGNATURES.share, ONE_SIGNATURES.tokens),
  };
  descend(files, filled, { ...full, limit: room * FULL_SHARE });
  descend(without(files, filled), filled, { ...signatures, limit: room });
  descend(notFull(files, filled), filled, { ...full, limit: room });
  const isFull = (): boolean => filled.left <= room * SLACK_SHARE;
  addSmall(without(files, filled), filled, signatures.make, isFull);
  addLarge(notFull(files, filled), filled, full.make, isFull);
  const rest = [...without(files, filled), ...signed(files, filled)];
  for (const weighed of rest.slice(0, MAX_HEADS)) if (!isFull()) addHead(weighed, filled, view);
  return filled.chosen;
}

function without(files: readonly Weighed[], filled: Room): Weighed[] {
  return files.filter(({ file }) => filled.of(file) === undefined);
}

function signed(files: readonly Weighed[], filled: Room): Weighed[] {
  return files.filter(({ file }) => filled.of(file)?.piece.level === "signatures");
}

function notFull(files: readonly Weighed[], filled: Room): Weighed[] {
  return files.filter(({ file }) => filled.of(file)?.piece.level !== "full");
}

/** Down the ranks until one does not fit; passed over are those too large for the level, or without such a piece. */
function descend(files: readonly Weighed[], filled: Room, { make, limit, most }: Level): boolean {
  for (const { file, why } of files) {
    if (file.bytes > most * MOST_CHARS * UNIT_BYTES) continue;
    const piece = make(file);
    if (piece === undefined || filled.isLarger(piece, most)) continue;
    if (!filled.put(piece, why, limit)) return false;
  }
  return true;
}

/** What fits, in order. */
function addSmall(files: readonly Weighed[], filled: Room, make: Level["make"], isFull: () => boolean): void {
  for (const { file, why } of files.slice(0, MAX_TRIES)) {
    if (isFull()) return;
    const piece = make(file);
    if (piece !== undefined) filled.put(piece, why);
  }
}

/** The largest that fit: few make it full. */
function addLarge(files: readonly Weighed[], filled: Room, make: Level["make"], isFull: () => boolean): void {
  const rest = [...files];
  for (let tries = 0; tries < MAX_TRIES && !isFull(); tries++) {
    const at = nextBySize(rest, filled);
    const [next] = at === -1 ? [] : rest.splice(at, 1);
    if (next === undefined) return;
    const piece = make(next.file);
    if (piece !== undefined) filled.put(piece, next.why);
  }
}

/** The first of the largest kind of files that certainly fit, or else of those that may. */
function nextBySize(files: readonly Weighed[], filled: Room): number {
  const room = sizeClass(filled.left);
  const sizes = files.map(({ file }) =>
    // What its full text takes more than what it has, about.
    sizeClass(file.bytes / USUAL_BYTES - (filled.of(file)?.tokens ?? 0)),
  );
  const largest = sizes.reduce((max, size) => (size < room ? Math.max(max, size) : max), -1);
  return sizes.indexOf(largest === -1 ? room : largest);
}

/** As many lines as fit, in steps; beside the signatures, if it has them. */
function addHead({ file, why }: Weighed, filled: Room, view: IndexView): void {
  const reason = `${why.reason} (its head)`;
  let lines = stepBelow(Math.min(file.lines, filled.left));
  while (lines >= LEAST_HEAD_LINES) {
    const piece = partPiece(view, file, { startLine: 0, endLine: lines - 1 });
    if (piece === undefined || filled.putBeside(piece, { ...why, reason })) return;
    lines = stepBelow(Math.min(lines - 1, lines * (filled.left / filled.size(piece))));
  }
}

/** Sizes of one class differ by less than the factor two. */
function sizeClass(tokens: number): number {
  return Math.floor(Math.log2(Math.max(1, tokens)));
}

/** The next sixteenth of a power of two at or below: 1000 → 992. */
function stepBelow(lines: number): number {
  const step = Math.max(1, 2 ** (sizeClass(lines) - 4));
  return Math.floor(lines / step) * step;
}
