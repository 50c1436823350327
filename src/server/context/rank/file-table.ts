/** What paths and languages say about the files of a repository, and which lie in the same folders. */
import type { FileRecord } from "../index/view.ts";
import { isTestPath, languageFamily } from "./file-kind.ts";
import { insertInOrder } from "./path-order.ts";

interface Known {
  readonly record: FileRecord;
  readonly test: boolean;
  readonly family: string;
  readonly folders: readonly string[];
  readonly stem: readonly number[];
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}

/** The name of a file without its folder and its endings. */
export function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/(?<=.)\.[a-z.]+$/, "");
}

/** Number of folders two paths have in common, from the root. */
export function sharedStart(left: readonly string[], right: readonly string[]): number {
  let same = 0;
  while (same < left.length && same < right.length && left[same] === right[same]) same++;
  return same;
}

export class FileTable {
  readonly #files = new Map<number, Known>();
  readonly #folders = new Map<string, number[]>();

  /** `stem`: ids of the words of its name. */
  add(record: FileRecord, stem: readonly number[]): void {
    const folder = folderOf(record.path);
    const [test, family] = [isTestPath(record.path), languageFamily(record.language)];
    this.#files.set(record.id, {
      record,
      test,
      family,
      folders: folder.split("/"),
      stem,
    });
    const siblings = this.#folders.get(folder);
    if (siblings === undefined) this.#folders.set(folder, [record.id]);
    else insertInOrder(siblings, record.id, this.comparePaths);
  }

  remove(id: number): void {
    const folder = folderOf(this.record(id)?.path ?? "");
    const rest = (this.#folders.get(folder) ?? []).filter((other) => other !== id);
    if (rest.length === 0) this.#folders.delete(folder);
    else this.#folders.set(folder, rest);
    this.#files.delete(id);
  }

  /** For `sort`, see `path-order.ts`. */
  readonly comparePaths = (a: number, b: number): number => {
    const [left = "", right = ""] = [this.record(a)?.path, this.record(b)?.path];
    return left < right ? -1 : left > right ? 1 : 0;
  };

  get size(): number {
    return this.#files.size;
  }

  ids(): Iterable<number> {
    return this.#files.keys();
  }

  record(id: number): FileRecord | undefined {
    return this.#files.get(id)?.record;
  }

  isTest(id: number): boolean {
    return this.#files.get(id)?.test === true;
  }

  /** The folders of the path, from the root; one empty one for a file in the root. */
  foldersOf(id: number): readonly string[] {
    return this.#files.get(id)?.folders ?? [];
  }

  /** Ids of the words of the file's name. */
  stemWords(id: number): readonly number[] {
    return this.#files.get(id)?.stem ?? [];
  }

  /** Language family, undefined for an unknown file. */
  family(id: number): string | undefined {
    return this.#files.get(id)?.family;
  }

  /** Files of the same folder, without the file itself. */
  siblings(path: string): readonly number[] {
    const all = this.#folders.get(folderOf(path)) ?? [];
    return all.filter((id) => this.record(id)?.path !== path);
  }

  /** Files of the folders right below the file's own. */
  nephews(path: string): readonly number[] {
    const start = `${folderOf(path)}/`;
    const found: number[] = [];
    for (const [folder, files] of this.#folders)
      if (folder.startsWith(start) && !folder.includes("/", start.length)) found.push(...files);
    return found.sort(this.comparePaths);
  }
}
