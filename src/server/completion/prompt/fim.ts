/**
 * The completion prompt for a model that fills in the middle. What is typed is appended at the end of the prompt or
 * next to it, so that the engine's cache holds. Formats that begin with the prefix get it only up to an anchor
 * some lines above the cursor; from there on it is the beginning of the middle, which in training could be any
 * part of a file.
 */
import type { FimPrompt, FimSupport } from "../../../protocol/engine.ts";
import { showHiddenCharacters } from "../../hidden-unicode.ts";
import type { CompletionWindow, ShownCode } from "./window.ts";

/**
 * The prefix ends at a multiple of so many lines; divides the steps in which its start moves. Typing 50 lines cost 2.1
 * tokens a key with StarCoder2's vocabulary, and 3.4 with steps of 8 lines: the suffix is read again at each step.
 */
const ANCHOR_LINES = 32;
/** Where it ends in the first lines of a file, so that it is hardly ever empty. */
const FIRST_ANCHORS = [16, 8, 4, 2, 1] as const;
/** Name of the file that lists the definitions of other files. */
const OUTLINE = "project-outline.txt";

/** `crossFileContext` as for `completionPrompt`; models whose format has no place for it do not get it. */
export function fimPrompt(
  window: CompletionWindow,
  support: FimSupport,
  path: string,
  crossFileContext = "",
): FimPrompt {
  const outline = showHiddenCharacters(crossFileContext).trimEnd();
  const files = support.files && outline !== "" ? { files: [{ path: OUTLINE, text: outline }] } : {};
  const prefix = showHiddenCharacters(window.prefix);
  const parts = support.suffixFirst ? { prefix } : anchored(prefix);
  return {
    kind: "fim",
    healing: true,
    ...parts,
    suffix: showHiddenCharacters(textAfter(window.shown)),
    ...(support.files ? { path: showHiddenCharacters(path) } : {}),
    ...files,
  };
}

function anchored(prefix: string): { readonly prefix: string; readonly begun: string } {
  const lines = prefix.split("\n");
  const line = lines.length - 1;
  const first = FIRST_ANCHORS.find((anchor) => anchor <= line) ?? 0;
  const anchor = line < ANCHOR_LINES ? first : Math.floor(line / ANCHOR_LINES) * ANCHOR_LINES;
  const kept = lines.slice(0, anchor).join("\n");
  const head = anchor === 0 ? "" : `${kept}\n`;
  return { prefix: head, begun: prefix.slice(head.length) };
}

function textAfter({ near, far }: ShownCode): string {
  return (near + far).trimEnd();
}

/** The prompt as a person reads it, parts as headings, in the order of the format. */
export function readableFim({ prefix, suffix, begun, path, files = [] }: FimPrompt): string {
  const others = files.map((file) => `[file ${file.path}]\n${file.text}`);
  const place = path === undefined ? [] : [`[file ${path}]`];
  const before = `[prefix]\n${prefix}`;
  const after = `[suffix]\n${suffix}`;
  const parts =
    begun === undefined ? [after, before, "[middle]"] : [before, after, `[middle, begun]\n${begun}`];
  return [...others, ...place, ...parts].join("\n\n");
}
