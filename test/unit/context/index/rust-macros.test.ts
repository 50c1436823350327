/** Modules that calls of Rust's macros declare, as asynchronous runtimes and bindings of systems do. */
import { describe, expect, test } from "vitest";
import { reached } from "./reached.ts";

const PACKAGE = '[package]\nname = "shop"\n';

describe("calls of macros", () => {
  test("declare modules and import from them", async () => {
    const found = await reached({
      "Cargo.toml": PACKAGE,
      "src/lib.rs":
        "cfg_rt! {\n    /// Runs.\n    pub mod rt;\n    pub use rt::{Runtime, task::*};\n}\ncfg_if! { if #[cfg(unix)] { mod unix; pub(crate) use unix::Io; } else { mod windows; } }\n",
      "src/rt/mod.rs": "cfg_net! { pub(super) mod task; }\n",
      "src/rt/task.rs": "tests! { mod tests { use super::super::helper; mod deep; } }\nuse crate::unix;\n",
      "src/rt/helper.rs": "",
      "src/rt/task/tests/deep.rs": "",
      "src/unix.rs": "macro_rules! all { () => { mod windows; use super::rt; } }\n",
      "src/windows.rs": "fn f() { select! { _ = g() => { use crate::rt::helper::Help; } } }\n",
    });
    expect(found).toEqual({
      "src/lib.rs": [
        "src/rt/mod.rs",
        "src/rt/mod.rs",
        "src/rt/task.rs",
        "src/unix.rs",
        "src/unix.rs",
        "src/windows.rs",
      ],
      "src/rt/mod.rs": ["src/rt/task.rs"],
      "src/rt/task.rs": ["src/rt/helper.rs", "src/rt/task/tests/deep.rs", "src/unix.rs"],
      "src/windows.rs": ["src/rt/helper.rs"],
    });
  });

  test("give modules their files by attributes", async () => {
    const found = await reached({
      "Cargo.toml": PACKAGE,
      "src/lib.rs":
        'cfg_if! {\n  if #[cfg(unix)] {\n    #[path = "os/unix.rs"]\n    #[allow(unused, reason = "[")] // so far\n    mod imp;\n  } else {\n    #[path = "os/other.rs"] mod imp;\n  }\n}\nuse imp::Thing;\n',
      "src/os/unix.rs": "mod beside;\n",
      "src/os/beside.rs": "use super::super::user;\n",
      "src/os/other.rs": "",
      "src/user.rs": "use crate::imp::Thing;\n",
    });
    const both = ["src/os/other.rs", "src/os/unix.rs"];
    expect(found["src/lib.rs"]?.slice(0, 2)).toEqual(both.toReversed());
    expect(found["src/lib.rs"]?.slice(2).toSorted()).toEqual(both);
    expect(found["src/os/unix.rs"]).toEqual(["src/os/beside.rs"]);
    expect(found["src/os/beside.rs"]).toEqual(["src/user.rs"]);
    expect(found["src/user.rs"]?.toSorted()).toEqual(both);
  });
});
