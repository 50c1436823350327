/** Closing words and tags: several in a row are no repetition, each closes a block of its own. */
import { expect, test } from "vitest";
import { answered } from "./answered.ts";

test.each([
  // Nested blocks that end one after the other.
  [
    "ruby",
    "def f(a)\n  ¦\nend\n",
    "a.each do |x|\n    if x\n      puts x\n    end\n  end\n```",
    "def f(a)\n  [a.each do |x|\n    if x\n      puts x\n    end\n  end]\nend\n",
  ],
  [
    "lua",
    "function f(a)\n  if a then\n    print(a)\n  end\n¦\n\nprint(1)\n",
    "end\n```",
    "function f(a)\n  if a then\n    print(a)\n  end\n[end]\n\nprint(1)\n",
  ],
  [
    "shellscript",
    "for a in x; do\n  for b in y; do\n    echo $b\n  done\n¦\n",
    "done\n```",
    "for a in x; do\n  for b in y; do\n    echo $b\n  done\n[done]\n",
  ],
  [
    "html",
    "<main>\n  <div>\n    <div>\n      <p>x</p>\n    </div>\n  ¦\n</main>\n",
    "</div>\n```",
    "<main>\n  <div>\n    <div>\n      <p>x</p>\n    </div>\n  [</div>]\n</main>\n",
  ],
  [
    "html",
    "<body>\n  ¦\n</body>\n",
    "<div>\n    <div>\n      <p>x</p>\n    </div>\n  </div>\n```",
    "<body>\n  [<div>\n    <div>\n      <p>x</p>\n    </div>\n  </div>]\n</body>\n",
  ],
  [
    "typescriptreact",
    "return (\n  <div>\n    <div>\n      {x}\n    </div>\n  ¦\n);\n",
    "</div>\n```",
    "return (\n  <div>\n    <div>\n      {x}\n    </div>\n  [</div>]\n);\n",
  ],
  // The outer one already stands below.
  [
    "ruby",
    "class A\n  def f(a)\n    if a\n      puts a\n    ¦\n  end\nend\n",
    "end\n```",
    "class A\n  def f(a)\n    if a\n      puts a\n    [end]\n  end\nend\n",
  ],
  [
    "ruby",
    "class A\n  def f(a)\n    if a\n      puts a\n¦\n  end\nend\n",
    "    end\n```",
    "class A\n  def f(a)\n    if a\n      puts a\n[    end]\n  end\nend\n",
  ],
  [
    "html",
    "<div>\n  <div>\n    <p>x</p>\n  ¦\n</div>\n",
    "</div>\n```",
    "<div>\n  <div>\n    <p>x</p>\n  [</div>]\n</div>\n",
  ],
  [
    "html",
    "<div>\n  <div>\n    <p>x</p>\n  </¦\n</div>\n",
    "div>\n```",
    "<div>\n  <div>\n    <p>x</p>\n  </[div>]\n</div>\n",
  ],
  // Elements that stand beside their like.
  [
    "html",
    "<tr>\n  <td></td>\n  ¦\n</tr>\n",
    "<td></td>\n  <td></td>\n```",
    "<tr>\n  <td></td>\n  [<td></td>\n  <td></td>]\n</tr>\n",
  ],
  [
    "html",
    "<ul>\n  ¦\n  <li>\n    one\n  </li>\n</ul>\n",
    "<li>\n    zero\n  </li>\n  <li>\n    one\n",
    "<ul>\n  [<li>\n    zero\n  </li>]\n  <li>\n    one\n  </li>\n</ul>\n",
  ],
  ["html", "<ul>\n  ¦\n  <li>\n    one\n  </li>\n</ul>\n", "<li>\n    one\n  </li>\n", "followingLine"],
  [
    "html",
    "<main>\n  ¦\n    <p>\n      b\n    </p>\n  </div>\n</main>\n",
    "<div>\n    <p>\n      a\n    </p>\n    <p>\n      b\n",
    "<main>\n  [<div>\n    <p>\n      a\n    </p>]\n    <p>\n      b\n    </p>\n  </div>\n</main>\n",
  ],
  [
    "html",
    "  <head>\n  ¦\n\n  <body>\n    <p>\n",
    "</head>\n  <body>\n  <body>\n",
    "  <head>\n  [</head>]\n\n  <body>\n    <p>\n",
  ],
  // Annotations begin more than one declaration.
  [
    "java",
    "class A {\n  ¦\n\n  @Override\n  public int b() {\n  }\n}\n",
    "@Override\n  public int a() {\n    return 1;\n  }\n\n  @Override\n  public int b() {\n",
    "class A {\n  [@Override\n  public int a() {\n    return 1;\n  }]\n\n  @Override\n  public int b() {\n  }\n}\n",
  ],
  [
    "java",
    "class A {\n  ¦\n\n  @Override\n  public int b() {\n  }\n}\n",
    "@Override\n  public int b() {\n",
    "followingLine",
  ],
  [
    "rust",
    "    ¦\n    #[test]\n    fn b() {}\n",
    "#[test]\n    fn a() {}\n",
    "    [#[test]\n    fn a() {}]\n    #[test]\n    fn b() {}\n",
  ],
  ["rust", "    ¦\n    #[test]\n    fn b() {}\n", "#[test]", "repeatsSuffix"],
  // The same statement at another level.
  [
    "python",
    "def f(a):\n    if a:\n        ¦\n    return None\n",
    "return None\n```",
    "def f(a):\n    if a:\n        [return None]\n    return None\n",
  ],
  [
    "python",
    "def f(a):\n    if a:\n        return None\n    ¦\n",
    "return None\n```",
    "def f(a):\n    if a:\n        return None\n    [return None]\n",
  ],
  // And what is still a loop, or already there.
  ["python", "def f(a):\n    ¦\n    return None\n", "return None\n```", "followingLine"],
  ["python", "def f(a):\n    ¦\n    return None\n", "    return None\n```", "followingLine"],
  [
    "lua",
    "if a then\n  if b then\n    c()\n  ¦\nend\n",
    "end\n  end\n  end\n",
    "if a then\n  if b then\n    c()\n  [end]\nend\n",
  ],
  [
    "html",
    "<div>\n<div>\n<p>x</p>\n¦\n<p>y</p>\n",
    "</div>\n</div>\n```",
    "<div>\n<div>\n<p>x</p>\n[</div>\n</div>]\n<p>y</p>\n",
  ],
  ["html", "  <p>Hello</p>\n  ¦\n", "<p>Hello</p>\n```", "repetition"],
  ["html", "<table>\n  ¦\n</table>\n", "<td></td>\n  ".repeat(20), "<table>\n  [<td></td>]\n</table>\n"],
  [
    "html",
    "<ul>\n  ¦\n</ul>\n",
    '<li>\n    <a href="#">Link</a>\n  </li>\n  '.repeat(20),
    '<ul>\n  [<li>\n    <a href="#">Link</a>\n  </li>]\n</ul>\n',
  ],
  [
    "c",
    "void f() {\n  ¦\n}\n",
    "if (ready) {\n    if (ready) {\n      if (ready) {\n        if (ready) {\n",
    "repetition",
  ],
])("%s: %j and %j", (languageId, text, raw, expected) => {
  expect(answered(text, raw, languageId)).toBe(expected);
});
