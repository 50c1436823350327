/** One `at …` line of a V8 stack. */
import type { RawFrame } from "./parser.ts";

const FRAME_LINE = /^\s+at \S|^\s+\.\.\. \d+ lines? matching cause stack trace/;
const PLACE = /^(.*?):(\d+)(?::(\d+))?$/;

export function isFrameLine(line: string): boolean {
  return FRAME_LINE.test(line);
}

/** Undefined for lines without a place: `<anonymous>`, `native`, `index 0`, folded lines. */
export function parseFrame(line: string): RawFrame | undefined {
  const match = /^\s+at (.*?)\s*\{?\s*$/.exec(line);
  if (match === null) return undefined;
  const text = match[1] ?? "";
  const call = /^(?:async )?(.*?) \((.*)\)$/.exec(text);
  if (call === null) return toFrame(text.replace(/^async /, ""), undefined);
  return toFrame(call[2] ?? "", call[1]?.replace(/^async /, ""));
}

function toFrame(location: string, name: string | undefined): RawFrame | undefined {
  const place = PLACE.exec(evalOrigin(location));
  if (place === null || place[1] === "<anonymous>" || place[1] === "") return undefined;
  return {
    path: place[1] ?? "",
    line: Number(place[2]),
    ...(place[3] === undefined ? {} : { column: Number(place[3]) }),
    ...(name === undefined ? {} : { function: name }),
  };
}

/** `eval at run (/app.js:3:5), <anonymous>:1:7` lies, for a reader, where eval was called. */
function evalOrigin(location: string): string {
  if (!location.startsWith("eval at ")) return location;
  const inner = /\(((?!eval at )[^()]+:\d+:\d+)\)/.exec(location);
  return inner?.[1] ?? location;
}
