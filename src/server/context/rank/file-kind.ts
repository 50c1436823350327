/** What a path says about a file: tests, examples and documentation matter differently from the code itself. */
import { baseName } from "../index/folders.ts";

const TEST_FOLDER =
  /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|testdata|test[-_]data|fixtures|e2e|benches|bench(?:marks?)?)\//i;
const TEST_NAME =
  /(?:^|\/)(?:test_[^/]*|conftest\.py|tests?\.[a-z]+|[^/]*(?:[._-](?:test|vitest|spec|tests|bench)\.[a-z]+|_test\.[a-z]+|(?:Test|Tests|TestCase)\.(?:java|kt|cs|scala|swift)))$/;

export function isTestPath(path: string): boolean {
  return TEST_FOLDER.test(path) || TEST_NAME.test(path);
}

const TEST_AFFIX =
  /^tests?[._-]|(?:[._-](?:test|vitest|spec|tests|bench)|(?<=[a-z\d])(?:Test|Tests|TestCase))$/;

/** The base name, in lower case, of what a test file is named after; undefined for other files. */
export function testedName(path: string): string | undefined {
  if (!isTestPath(path)) return undefined;
  const base = baseName(path).replace(/\.[^.]*$/, "");
  const name = base.replace(TEST_AFFIX, "");
  return name === base ? undefined : name.toLowerCase();
}

const GENERATED = /(?:^|[/._-])(?:auto)?gen(?:erated)?(?=[/._-])|_pb2?\.|\.pb\.|\.min\./i;

/** Written by a tool, which the path says. */
export function isGeneratedPath(path: string): boolean {
  return GENERATED.test(path);
}

const EXAMPLE_FOLDER = /(?:^|\/)(?:examples?|samples?|demos?|playground|templates?|stories)\//i;

export function isExamplePath(path: string): boolean {
  return EXAMPLE_FOLDER.test(path);
}

const DOCUMENT = /\.(?:md|mdx|markdown|rst|adoc|txt)$/i;

export function isDocumentPath(path: string): boolean {
  return DOCUMENT.test(path);
}

const FAMILIES: Readonly<Record<string, string>> = {
  typescript: "ecmascript",
  typescriptreact: "ecmascript",
  tsx: "ecmascript",
  javascript: "ecmascript",
  javascriptreact: "ecmascript",
  java: "jvm",
  kotlin: "jvm",
  scala: "jvm",
  c: "c",
  cpp: "c",
};

/** Languages that can refer to each other's definitions share a family. */
export function languageFamily(language: string): string {
  return FAMILIES[language] ?? language;
}
