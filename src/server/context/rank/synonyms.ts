/**
 * Words that programmers use for each other. Only pairs that hold in any code base: usual abbreviations, and the
 * everyday words of a question for the words of an implementation.
 */
import { stem } from "../index/stem.ts";

const GROUPS = [
  "argument arg parameter param",
  "attribute attr",
  "authenticate auth login credential",
  "command cmd",
  "configuration config setting option preference",
  "constant const",
  "context ctx",
  "create make new build construct",
  "declaration decl",
  "delete remove erase drop",
  "directory dir folder",
  "document doc documentation",
  "environment env",
  "error exception failure",
  "evaluate eval interpret",
  "execute exec run",
  "expression expr",
  "fetch download retrieve",
  "identifier ident id",
  "initialize init",
  "message msg",
  "package pkg",
  "position pos",
  "price cost",
  "reference ref",
  "repository repo",
  "specification spec",
  "statement stmt",
  "string str text",
  "temporary temp tmp",
  "transform convert translate",
  "address url",
];

const BY_STEM: ReadonlyMap<string, readonly string[]> = new Map(
  GROUPS.flatMap((group) => {
    const words = group.split(" ");
    return words.map((word) => [stem(word), words.filter((other) => other !== word)] as const);
  }),
);

/** Words that mean much the same in code. */
export function synonymsOf(word: string): readonly string[] {
  return BY_STEM.get(stem(word)) ?? [];
}
