/**
 * Ruby: `require_relative` names a file beside the importing one, `require` one in a folder of the load path: `lib`,
 * and for tests the folder of the tests. What `require` names is not looked for beside the file: `require "json"` in
 * `lib/shop/cart.rb` is the standard library's, not `lib/shop/json.rb`.
 */
import { baseName, folderOf } from "../folders.ts";
import { endingWith } from "./by-path.ts";
import { firstOf, joinPath, type Resolver } from "./project.ts";

/** Folders that are on the load path by their name. */
const LOADED = ["lib", "spec", "test"];

/** Folders of the load path for code in a file, nearest first; last the folder that programs are started in. */
function loadPath(from: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(from); ; folder = folderOf(folder)) {
    if (LOADED.includes(baseName(folder))) folders.push(folder);
    folders.push(...LOADED.map((name) => (folder === "" ? name : `${folder}/${name}`)));
    if (folder === "") return [...folders, ""];
  }
}

export const resolveRuby: Resolver = ({ from, specifier, form }, project) => {
  const file = specifier.endsWith(".rb") ? specifier : `${specifier}.rb`;
  if (form === "include") return firstOf(project, [joinPath(folderOf(from), file)]);
  const isRelative = file.startsWith(".");
  const folders = isRelative ? ["", folderOf(from)] : loadPath(from);
  const found = firstOf(
    project,
    folders.map((folder) => joinPath(folder, file)),
  );
  if (found.length > 0 || isRelative) return found;
  // The library of another project of the workspace.
  const inLibrary = endingWith(project, `lib/${file}`, from);
  return (inLibrary.length > 0 || !file.includes("/") ? inLibrary : endingWith(project, file, from)).slice(
    0,
    1,
  );
};
