/** Kinds of files that seldom answer a question about code, unless it asks for them. */
import type { FileRecord } from "../index/view.ts";
import { isDocumentPath, isExamplePath, isGeneratedPath, isTestPath } from "./file-kind.ts";
import type { Question } from "./question-words.ts";

const FACTORS = { test: 0.35, document: 0.55, example: 0.5, data: 0.35, generated: 0.5 };

const DATA: ReadonlySet<string> = new Set(["json", "yaml", "toml", "xml", "html", "css", "text"]);

/** What a file's evidence is worth because of its kind, 0…1. */
export function kindFactor({ path, language }: FileRecord, question: Question): number {
  let factor = 1;
  if (isTestPath(path) && !question.wantsTests) factor *= FACTORS.test;
  if (isDocumentPath(path) && !question.wantsDocuments) factor *= FACTORS.document;
  if (isExamplePath(path) && !question.wantsExamples) factor *= FACTORS.example;
  if (isGeneratedPath(path)) factor *= FACTORS.generated;
  if (DATA.has(language)) factor *= FACTORS.data;
  return factor;
}
