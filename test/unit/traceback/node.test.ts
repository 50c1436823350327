/** Forms that need a tool which is not installed here, or another system, to be printed for real. */
import { expect, test } from "vitest";
import { nodeParser } from "../../../src/server/traceback/node.ts";

const parse = (text: string) => nodeParser.parse(text.split("\n"));

test("ts-node: the place stands in the message", () => {
  const failure = parse(`/home/dev/shop/node_modules/ts-node/src/index.ts:859
    return new TSError(diagnosticText, diagnosticCodes, diagnostics);
           ^
TSError: ⨯ Unable to compile TypeScript:
src/app.ts:3:7 - error TS2322: Type 'string' is not assignable to type 'number'.

3 const n: number = "x";
        ~

    at createTSError (/home/dev/shop/node_modules/ts-node/src/index.ts:859:12)
    at Module.m._compile (/home/dev/shop/node_modules/ts-node/src/index.ts:1618:23) {
  diagnosticCodes: [ 2322 ]
}`);
  expect(failure?.error).toBe("TSError");
  expect(failure?.message).toContain("Unable to compile TypeScript");
  expect(failure?.frames.at(-1)).toEqual({ path: "src/app.ts", line: 3, column: 7 });
});

test("tsx: a transform error names the file in the message", () => {
  const failure = parse(`node:internal/modules/run_main:123
    triggerUncaughtException(
    ^
Error: Transform failed with 1 error:
/home/dev/shop/src/app.ts:3:9: ERROR: Expected ";" but found "b"
    at failureErrorWithLog (/home/dev/shop/node_modules/esbuild/lib/main.js:1467:15)
    at /home/dev/shop/node_modules/esbuild/lib/main.js:736:50 {
  name: 'TransformError'
}

Node.js v22.11.0`);
  expect(failure?.frames.at(-1)).toEqual({ path: "/home/dev/shop/src/app.ts", line: 3, column: 9 });
  expect(failure?.end).toBe(11);
});

test("Windows paths keep their drive letter", () => {
  const failure = parse(`C:\\shop\\app.js:3
  throw new Error("x");
  ^

Error: x
    at run (C:\\shop\\app.js:3:9)
    at Object.<anonymous> (C:\\shop\\app.js:6:1)`);
  expect(failure?.frames.map(({ path, line }) => `${path} ${line}`)).toEqual([
    "C:\\shop\\app.js 6",
    "C:\\shop\\app.js 3",
  ]);
});

test("a promise combinator and native calls are no places", () => {
  const failure = parse(`Error: x
    at async Promise.all (index 0)
    at Array.map (<anonymous>)
    at new Shop (/home/dev/shop/a.js:2:3)
    at Object.open [as run] (/home/dev/shop/b.js:4:5)`);
  expect(failure?.frames).toEqual([
    { path: "/home/dev/shop/b.js", line: 4, column: 5, function: "Object.open [as run]" },
    { path: "/home/dev/shop/a.js", line: 2, column: 3, function: "new Shop" },
  ]);
});

test("a stack inside a test report is found although it is indented", () => {
  const failure = parse(`  1) sells tea:
     TypeError: item is not a function
      at sell (src/shop.js:10:3)
      at Context.<anonymous> (test/shop.test.js:5:5)
`);
  expect(failure).toMatchObject({ error: "TypeError", message: "item is not a function" });
  expect(failure?.frames.map((frame) => frame.path)).toEqual(["test/shop.test.js", "src/shop.js"]);
});

test("no failure, no answer", () => {
  expect(parse("listening at port 3000\nat last\n")).toBeUndefined();
});
