/** Modules of Rust that are not where their name alone says, read from real sources. */
import { describe, expect, test } from "vitest";
import { openFolder } from "./folder.ts";
import { importsOf } from "./folder-imports.ts";
import { reached } from "./reached.ts";
import { tree } from "./tree.ts";

const PACKAGE = '[package]\nname = "shop"\n';

test("modules that declare each other under conditions do not double with every name", async () => {
  const both = '#[cfg_attr(unix, path = "a.rs")]\n#[cfg_attr(windows, path = "b.rs")]\nmod x;\n';
  const found = await reached({
    "Cargo.toml": PACKAGE,
    "src/lib.rs": both,
    "src/a.rs": both,
    "src/b.rs": both,
    "src/user.rs": `use crate${"::x".repeat(21)};\n`,
  });
  expect(found["src/user.rs"]).toEqual(["src/a.rs", "src/b.rs"]);
}, 10_000);

describe("#[path]", () => {
  test("the parent of a file that several declare is the one that lies nearest", async () => {
    const found = await reached({
      "Cargo.toml": PACKAGE,
      "src/lib.rs": "mod far;\nmod deep;\nmod last;\n",
      "src/far.rs": '#[path = "deep/shared.rs"]\nmod shared;\nmod helper;\n',
      "src/deep/mod.rs": '#[path = "shared.rs"]\nmod shared;\nmod helper;\n',
      "src/last.rs": '#[path = "deep/shared.rs"]\nmod shared;\nmod helper;\n',
      "src/deep/shared.rs": "use super::helper::help;\n",
      "src/far/helper.rs": "",
      "src/deep/helper.rs": "",
      "src/last/helper.rs": "",
    });
    expect(found["src/deep/shared.rs"]).toEqual(["src/deep/helper.rs"]);
  });

  test("outside of inline modules it starts at the folder of the file, whatever that is called", async () => {
    expect(
      await reached({
        "Cargo.toml": PACKAGE,
        "src/lib.rs": 'mod a;\nmod b;\n#[path = "deep/other.rs"]\nmod c;\n',
        "src/a.rs": '#[cfg(test)]\n#[path = "foo.rs"] // by hand\n#[allow(unused)]\npub(crate) mod x;\n',
        "src/b/mod.rs": '#[path = r"bar.rs"]\npub mod y;\n',
        "src/foo.rs": "",
        "src/b/bar.rs": "",
        "src/deep/other.rs": "",
        "src/a/foo.rs": "pub struct NotThis;\n",
        "src/c.rs": "pub struct NotThisEither;\n",
      }),
    ).toEqual({
      "src/lib.rs": ["src/a.rs", "src/b/mod.rs", "src/deep/other.rs"],
      "src/a.rs": ["src/foo.rs"],
      "src/b/mod.rs": ["src/b/bar.rs"],
    });
  });

  test("inside them it starts at their folder, which only `mod.rs` and its like share with the file", async () => {
    expect(
      await reached({
        "Cargo.toml": PACKAGE,
        "src/lib.rs": "mod a;\nmod b;\n",
        "src/a.rs": 'mod inline {\n    #[path = "other.rs"]\n    mod inner;\n}\n',
        "src/b/mod.rs": 'mod inline {\n    #[path = "other.rs"]\n    mod inner;\n}\n',
        "src/a/inline/other.rs": "",
        "src/b/inline/other.rs": "",
        "src/inline/other.rs": "",
      }),
    ).toEqual({
      "src/lib.rs": ["src/a.rs", "src/b/mod.rs"],
      "src/a.rs": ["src/a/inline/other.rs"],
      "src/b/mod.rs": ["src/b/inline/other.rs"],
    });
  });

  test("on an inline module it names the folder, beside the file", async () => {
    expect(
      await reached({
        "Cargo.toml": PACKAGE,
        "src/lib.rs": "mod os;\n",
        "src/os.rs":
          '#[path = "thread_files"]\nmod thread {\n    #[path = "tls.rs"]\n    mod local_data;\n    mod pool;\n    mod deep { mod queue; }\n}\n',
        "src/thread_files/tls.rs": "",
        "src/thread_files/pool/mod.rs": "",
        "src/thread_files/deep/queue.rs": "",
      }),
    ).toMatchObject({
      "src/os.rs": [
        "src/thread_files/tls.rs",
        "src/thread_files/pool/mod.rs",
        "src/thread_files/deep/queue.rs",
      ],
    });
  });

  test("the children of its file are beside it, and `super` is where it was declared", async () => {
    expect(
      await reached({
        "Cargo.toml": PACKAGE,
        "src/lib.rs": '#[path = "platform/linux.rs"]\nmod imp;\nmod prices;\npub struct Cart;\n',
        "src/platform/linux.rs": "mod files;\nuse super::prices::Price;\nuse crate::imp::files::File;\n",
        "src/platform/files.rs": "use super::super::Cart;\n",
        "src/platform/linux/files.rs": "pub struct NotThis;\n",
        "src/prices.rs": "use crate::imp::files::File;\nuse crate::linux::Nothing;\n",
      }),
    ).toEqual({
      "src/lib.rs": ["src/platform/linux.rs", "src/prices.rs"],
      "src/platform/linux.rs": ["src/platform/files.rs", "src/prices.rs", "src/platform/files.rs"],
      "src/platform/files.rs": ["src/lib.rs"],
      "src/prices.rs": ["src/platform/files.rs", "src/lib.rs"],
    });
  });

  test("under conditions every file counts, and the usual one when none need hold", async () => {
    expect(
      await reached({
        "Cargo.toml": PACKAGE,
        "src/lib.rs": `#[cfg_attr(unix, path = "unix.rs")]
#[cfg_attr(all(windows, feature = "x"), allow(dead_code), path = "win\\\\os.rs")]
mod os;
#[cfg(unix)]
#[path = "unix.rs"]
mod imp;
#[cfg(not(unix))]
#[path = "win/os.rs"]
mod imp;
#[cfg_attr(test, allow(unused))]
mod plain;
use self::imp::Handle;
`,
        "src/unix.rs": "",
        "src/win/os.rs": "",
        "src/os.rs": "",
        "src/plain.rs": "",
      }),
    ).toEqual({
      "src/lib.rs": [
        "src/os.rs",
        "src/unix.rs",
        "src/win/os.rs",
        "src/unix.rs",
        "src/win/os.rs",
        "src/plain.rs",
        "src/unix.rs",
        "src/win/os.rs",
      ],
    });
  });

  test("what is missing, absolute or outside of the root leads nowhere", async () => {
    expect(
      await reached({
        "Cargo.toml": PACKAGE,
        "src/lib.rs": `#[path = "gone.rs"] mod gone;
#[path = "../../outside.rs"] mod outside;
#[path = "/src/absolute.rs"] mod absolute;
#[path = ""] mod empty;
mod inline { #[path = "../../../../far.rs"] mod far; }
#[path = "kept.rs"] fn not_a_module() {}
mod kept;
`,
        "src/absolute.rs": "",
        "src/outside.rs": "",
        "far.rs": "",
        "src/kept.rs": "",
      }),
    ).toEqual({ "src/lib.rs": ["src/kept.rs"] });
  });
});

describe("inline modules", () => {
  test("are folders to the modules in them, also of a crate inside another one", async () => {
    expect(
      await reached({
        "Cargo.toml": PACKAGE,
        "src/lib.rs": "pub mod a { pub mod b; pub mod c { pub mod r#type; } }\nmod user;\n",
        "src/a/b.rs": "use super::c::r#type::Kind;\nuse super::super::user::User;\n",
        "src/a/c/type/mod.rs": "pub struct Kind;\n",
        "src/user.rs": "use crate::a::b::Thing;\nuse shop::a::c::r#type::Kind;\n",
        "tools/gen/Cargo.toml": '[package]\nname = "gen"\n',
        "tools/gen/src/main.rs": "mod a { pub mod b; }\nuse crate::a::b::run;\nuse shop::a::b::Thing;\n",
        "tools/gen/src/a/b.rs": "use crate::a::b;\n",
      }),
    ).toEqual({
      "src/lib.rs": ["src/a/b.rs", "src/a/c/type/mod.rs", "src/user.rs"],
      "src/a/b.rs": ["src/a/c/type/mod.rs", "src/user.rs"],
      "src/user.rs": ["src/a/b.rs", "src/a/c/type/mod.rs"],
      "tools/gen/src/main.rs": ["tools/gen/src/a/b.rs", "tools/gen/src/a/b.rs", "src/a/b.rs"],
    });
  });

  test("are found in the file that holds them", async () => {
    expect(
      await reached({
        "Cargo.toml": PACKAGE,
        "src/lib.rs": "mod a;\nmod b;\nmod user;\n",
        "src/a.rs": "pub mod inner { pub struct Thing; pub mod deeper { pub fn f() {} } }\n",
        "src/b/mod.rs": "pub mod inner { pub struct Thing; }\n",
        "src/user.rs":
          "use crate::a::inner::Thing;\nuse crate::a::inner::deeper::f;\nuse super::b::inner::Thing as Other;\n",
      }),
    ).toMatchObject({ "src/user.rs": ["src/a.rs", "src/a.rs", "src/b/mod.rs"] });
  });

  test("`self` and `super` in them start at themselves", async () => {
    expect(
      await reached({
        "Cargo.toml": PACKAGE,
        "src/lib.rs": "mod cart;\nmod item;\n",
        "src/cart.rs": `pub struct Cart;
mod tests {
    use super::*;
    use super::super::item::Item;
    use self::helper::make;
    mod helper {
        use super::super::Cart;
        use super::super::super::item::Item;
        fn f() { use super::make; }
    }
    mod samples;
    use self::samples::one;
}
use super::item::Item;
`,
        "src/item.rs": "",
        "src/cart/tests/samples.rs": "use super::super::Cart;\nuse super::helper::make;\n",
      }),
    ).toEqual({
      "src/lib.rs": ["src/cart.rs", "src/item.rs"],
      "src/cart.rs": [
        "src/item.rs",
        "src/item.rs",
        "src/cart/tests/samples.rs",
        "src/cart/tests/samples.rs",
        "src/item.rs",
      ],
      "src/cart/tests/samples.rs": ["src/cart.rs", "src/cart.rs"],
    });
  });

  test("a module is not looked for twice under its own name", async () => {
    expect(
      await reached({
        "Cargo.toml": PACKAGE,
        "src/lib.rs": "mod cart;\nuse crate::cart;\n",
        "src/cart.rs": "",
        "src/cart/cart.rs": "",
      }),
    ).toEqual({ "src/lib.rs": ["src/cart.rs", "src/cart.rs"] });
  });
});

describe("the index of a folder", () => {
  const DIRECT = '#[path = "one.rs"]\nmod imp;\nmod user;\n';

  test("looks at other files again when a module gets another file", async () => {
    using files = tree({
      "Cargo.toml": PACKAGE,
      "src/lib.rs": DIRECT,
      "src/user.rs": "use crate::imp::Thing;\n",
      "src/one.rs": "pub struct Thing;\n",
      "src/two.rs": "pub struct Thing;\n",
      "src/inside/imp.rs": "pub struct Thing;\n",
    });
    using caches = tree();
    const save = async (text: string): Promise<readonly (string | undefined)[]> => {
      files.write("src/lib.rs", text);
      open.index.changed(["src/lib.rs"]);
      return await importsOf(open.index, "src/user.rs");
    };
    await using open = await openFolder(files.root, caches.root);
    expect(await importsOf(open.index, "src/user.rs")).toEqual(["src/one.rs"]);
    expect(await save(DIRECT.replace("one", "two"))).toEqual(["src/two.rs"]);
    expect(await save(`${DIRECT.replace("one", "two")}// The same modules.\n`)).toEqual(["src/two.rs"]);
    expect(await save("mod user;\npub mod inside { pub mod imp; }\n")).toEqual(["src/lib.rs"]);
    files.write("src/user.rs", "use crate::inside::imp::Thing;\n");
    open.index.changed(["src/user.rs"]);
    expect(await importsOf(open.index, "src/user.rs")).toEqual(["src/inside/imp.rs"]);
    expect(await save("mod user;\n")).toEqual(["src/lib.rs"]);
    expect(await save(DIRECT.replace("#[path", "// [path"))).toEqual(["src/lib.rs"]);
  });

  test("looks again after a change while nothing ran", async () => {
    using files = tree({
      "Cargo.toml": PACKAGE,
      "src/lib.rs": DIRECT,
      "src/user.rs": "use crate::imp::Thing;\n",
      "src/one.rs": "",
      "src/two.rs": "",
    });
    using caches = tree();
    const before = await openFolder(files.root, caches.root);
    expect(await importsOf(before.index, "src/user.rs")).toEqual(["src/one.rs"]);
    await before.index.close();
    files.write("src/lib.rs", `${DIRECT.replace("one", "two")}// Longer.\n`);
    await using open = await openFolder(files.root, caches.root);
    expect(await importsOf(open.index, "src/user.rs")).toEqual(["src/two.rs"]);
  });
});
