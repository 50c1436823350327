/**
 * Why an index stands still, in words. Nothing is wrong with it when its disk takes nothing more, or when as many
 * processes as may have an index of the same folder have one: both pass, so the index is kept and tried again.
 */
import { statfsSync } from "node:fs";
import type { Failure } from "../../../protocol/failure.ts";
import { isBusy, isDamage, obstacleIn, probe, type WriteObstacle } from "./database-errors.ts";
import { COPIES } from "./location.ts";

/** Milliseconds between two attempts. */
const RETRY_MS = 60_000;
/** Bytes that must be free before an index is written again: about what it writes at once. */
const ROOM_BYTES = 16 * 1024 * 1024;

export interface IndexPlace {
  readonly root: string;
  /** Where the index files are. */
  readonly directory: string;
}

/** It was built anew in vain. */
export function brokenFailure(cause: string, { root, directory }: IndexPlace): Failure {
  return {
    code: "index.failed",
    message: `The index of ${root} cannot be built: ${cause}`,
    nextStep: `Check that the folder can be read, and ${directory} be written, then rebuild the index.`,
  };
}

/** For the log. */
export function brokenLine(error: unknown, root: string, again: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const what = isDamage(error) ? "is damaged" : "stopped";
  return `The index of ${root} ${what}${again ? " and is built anew" : ""}: ${message}`;
}

interface Words {
  readonly code: string;
  readonly why: string;
  /** Before the directory. */
  readonly remedy: string;
}

const OBSTACLES: Readonly<Record<WriteObstacle, Words>> = {
  full: { code: "index.diskFull", why: "The disk is full", remedy: "Free some space on the disk of" },
  quota: {
    code: "index.diskFull",
    why: "Your disk quota is used up",
    remedy: "Delete files of yours on the disk of",
  },
  readOnly: {
    code: "index.readOnly",
    why: "Nothing can be written to a read-only disk",
    remedy: "Make it possible to write to the disk of",
  },
  failing: {
    code: "index.diskFails",
    why: "The disk reports an input/output error",
    remedy: "Check the disk of",
  },
};

/** Undefined for errors that no waiting helps against. */
export function obstacleOf(error: unknown, { root, directory }: IndexPlace): Failure | undefined {
  const obstacle = obstacleIn(directory, error);
  if (obstacle !== undefined) {
    const { code, why, remedy } = OBSTACLES[obstacle];
    // Of a full disk an index can still be read.
    const meanwhile = code === "index.diskFull" ? " Until then, answers are made from what it knew." : "";
    return {
      code,
      message: `${why}: the index of ${root} cannot take in what changed.`,
      nextStep: `${remedy} ${directory}; the index then goes on by itself.${meanwhile}`,
    };
  }
  if (isBusy(error)) {
    return {
      code: "index.inUse",
      message: `${root} is open in ${COPIES} other windows or terminals, each with an index of its own; there are no more than ${COPIES}.`,
      nextStep: "Close the folder in one of them; the index here then starts by itself within a minute.",
    };
  }
  return undefined;
}

/** Tries again from time to time, and when somebody says that it may help; never on a disk that still takes nothing. */
export class ObstacleWatch {
  readonly #directory: string;
  readonly #retryMs: number;
  readonly #again: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(directory: string, again: () => void, retryMs = RETRY_MS) {
    this.#directory = directory;
    this.#again = again;
    this.#retryMs = retryMs;
  }

  begin(): void {
    this.end();
    this.#timer = setInterval(() => this.look(), this.#retryMs);
    this.#timer.unref();
  }

  /** Nothing happens unless it was begun. */
  look(): void {
    if (this.#timer === undefined || !hasRoom(this.#directory)) return;
    this.end();
    this.#again();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

function hasRoom(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory);
    if (bavail * bsize < ROOM_BYTES) return false;
  } catch {
    return true; // Only an attempt can tell.
  }
  // A quota, for one, shows itself nowhere else.
  return probe(directory) === undefined;
}
