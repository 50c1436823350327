/** Comment, string or code at the cursor `|`, with the real grammars. */
import { expect, test } from "vitest";
import { ErrorCounter } from "../../../src/server/completion/syntax/errors.ts";
import { grammarFolder } from "../context/parse/grammar-folder.ts";
import { marked } from "./marked.ts";

const counter = await ErrorCounter.create(await grammarFolder());

test.each([
  ["typescript", "|", "code"],
  ["typescript", "const a = |;", "code"],
  ["typescript", "// total|", "comment"],
  ["typescript", "// total|\nconst a = 1;", "comment"],
  ["typescript", "// total\n|const a = 1;", "code"],
  ["typescript", "|// total\n", "code"],
  ["typescript", "/* total| */ a;", "comment"],
  ["typescript", "/* total */| a;", "code"],
  ["typescript", "/**\n * Adds|\n */\nfunction f() {}", "comment"],
  ["typescript", 'const a = "he|llo";', "string"],
  ["typescript", 'const a = "|";', "string"],
  ["typescript", 'const a = "hello"|;', "code"],
  ["typescript", 'const a = |"hello";', "code"],
  ["typescript", 'const a = "hel|', "string"],
  ["typescript", "const a = `sum ${to|tal}`;", "code"],
  ["typescript", "const a = `sum ${total}|`;", "string"],
  ["typescript", "const a = `sum| ${total}`;", "string"],
  ["python", "# total|\n", "comment"],
  ["python", "a = 1  # total|", "comment"],
  ["python", 'def f():\n    """Adds|"""\n', "string"],
  ["python", "a = f'{to|tal}'", "code"],
  ["python", "a = 'it|", "string"],
  ["go", "package a\n\n// F does|\nfunc F() {}\n", "comment"],
  ["go", "package a\n\nvar a = `x|`\n", "string"],
  ["rust", "/// Adds|\nfn f() {}\n", "comment"],
  ["rust", 'fn f() { let a = "x|"; }', "string"],
  ["rust", "fn f() { let a = |1; }", "code"],
  ["java", 'class A { String a = "x|"; }', "string"],
  ["cpp", "int a; // x|\nint b;", "comment"],
  ["csharp", 'class A { string a = $"x {b|}"; }', "code"],
  ["csharp", 'class A { string a = $"x| {b}"; }', "string"],
  ["shellscript", 'echo "a|"', "string"],
  ["shellscript", 'echo "$(ls| -l)"', "code"],
  ["ruby", 'a = "x #{b|}"', "code"],
  ["html", "<!-- x| --><p></p>", "comment"],
] as const)("%s %j is %s", async (languageId, text, scope) => {
  expect(await counter.scope({ uri: `file:///${text}`, languageId, ...marked(text) })).toBe(scope);
});

test("without a grammar nobody can tell", async () => {
  const place = { uri: "file:///x", languageId: "klingon", ...marked("// |") };
  expect(await counter.scope(place)).toBeUndefined();
});
