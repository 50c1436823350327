import { fileURLToPath } from "node:url";
import { copyGrammars } from "../../../../scripts/grammars.mjs";

/** Folder with the real grammars as the build lays them out; filled once, then only compared. */
export async function grammarFolder(): Promise<string> {
  const folder = fileURLToPath(new URL("../../../../.cache/grammars", import.meta.url));
  await copyGrammars(folder);
  return folder;
}
