import { describe, expect, it } from "vitest";
import { createProject } from "../../../../src/server/context/index/resolve/project.ts";
import { resolvedLanguages, resolveImport } from "../../../../src/server/context/index/resolve/resolve.ts";
import { languageById, languageOfPath } from "../../../../src/server/context/parse/languages.ts";
import { projectTexts } from "../../../support/project-texts.ts";

const PROJECT = createProject(
  [
    "web/src/app.tsx",
    "web/src/button.tsx",
    "web/src/icons/index.jsx",
    "web/src/legacy.jsx",
    "scripts/build.sh",
    "scripts/lib/log.sh",
    "scripts/common.bash",
  ],
  projectTexts(() => undefined),
);

/** As the index does it: the language comes from the path of the importing file. */
function resolve(from: string, specifier: string): string[] {
  const language = languageOfPath(from)?.id ?? "text";
  return resolveImport(language, { from, specifier, form: "module", names: [] }, PROJECT);
}

describe("import resolution", () => {
  it.each(resolvedLanguages)("knows %s by the id that the index stores", (id) => {
    expect(languageById(id)?.id).toBe(id);
  });

  it("follows imports of TSX and JSX files", () => {
    expect(resolve("web/src/app.tsx", "./button")).toEqual(["web/src/button.tsx"]);
    expect(resolve("web/src/app.tsx", "./icons")).toEqual(["web/src/icons/index.jsx"]);
    expect(resolve("web/src/legacy.jsx", "./app.tsx")).toEqual(["web/src/app.tsx"]);
  });

  it.each(["./lib/log.sh", "$DIR/lib/log.sh", '"${DIR%/}/lib/log.sh"', '$(dirname "$0")/lib/log.sh'])(
    "follows %s in a shell script",
    (specifier) => {
      expect(resolve("scripts/build.sh", specifier)).toEqual(["scripts/lib/log.sh"]);
    },
  );

  it("finds a sourced script by the end of its path, and nothing outside of the workspace", () => {
    expect(resolve("scripts/lib/log.sh", "$ROOT/common.bash")).toEqual(["scripts/common.bash"]);
    expect(resolve("scripts/build.sh", "/etc/profile")).toEqual([]);
  });
});
