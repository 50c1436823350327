/** What import resolvers ask about texts, answered from the texts themselves. */
import { declarationsIn } from "../../src/server/context/index/resolve/php-declarations.ts";
import type { Project, ProjectTexts } from "../../src/server/context/index/resolve/project.ts";

export function projectTexts(
  read: Project["read"],
  placedModules: Project["placedModules"] = () => [],
): ProjectTexts {
  return { read, declared: (path) => declarationsIn(read(path) ?? ""), placedModules };
}
