/** Import resolution over a list of files, without an index. */
import { createProject, type Project } from "../../../../src/server/context/index/resolve/project.ts";
import { resolveImport } from "../../../../src/server/context/index/resolve/resolve.ts";
import { languageOfPath } from "../../../../src/server/context/parse/languages.ts";
import { projectTexts } from "../../../support/project-texts.ts";

type Files = Readonly<Record<string, string>>;

function projectOf(files: Files): Project {
  return createProject(
    Object.keys(files),
    projectTexts((path) => files[path]),
  );
}

/** Resolves `specifier` of `from` in a workspace of those files; only manifests need a text. */
export function resolver(files: Files) {
  const project = projectOf(files);
  return (from: string, specifier: string, names: readonly string[] = [], form = "import"): string[] => {
    const language = languageOfPath(from)?.id ?? "text";
    return resolveImport(language, { from, specifier, form, names }, project);
  };
}

/** Files without a text. */
export function sources(...paths: readonly string[]): Files {
  return Object.fromEntries(paths.map((path) => [path, ""]));
}

/** As {@link resolver}, for `use function` and `use const` of PHP. */
export function valueResolver(files: Files) {
  const project = projectOf(files);
  return (from: string, specifier: string): string[] =>
    resolveImport("php", { from, specifier, form: "import", names: [], details: { value: true } }, project);
}
