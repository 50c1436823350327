/** What paths and languages say about the files of a repository, and which lie in the same folders. */
import { baseName, folderOf } from "../index/folders.ts";
import type { FileRecord } from "../index/view.ts";
import { splitWords } from "../index/words.ts";
import { isTestPath, languageFamily } from "./file-kind.ts";
import { insertInOrder } from "./path-order.ts";

interface Known {
  readonly record: FileRecord;
  readonly test: boolean;
  readonly family: number;
  readonly folders: readonly string[];
  readonly stem: readonly number[];
  /** Made when first asked for. */
  nameWords?: ReadonlySet<string>;
}

/** The name of a file without its folder and its endings. */
export function stemOf(path: string): string {
  return baseName(path).replace(/(?<=.)\.[a-z.]+$/, "");
}

/** The lower-cased words of the name of a file. */
export function nameWordsOf(path: string): ReadonlySet<string> {
  return new Set(splitWords(stemOf(path)));
}

export class FileTable {
  readonly #ids = new Set<number>();
  /** By id: a query asks this of thousands of files. */
  readonly #files: Array<Known | undefined> = [];
  readonly #folders = new Map<string, number[]>();
  readonly #families = new Map<string, number>();
  /** Names of folders, each once: comparing a string with itself takes no time. */
  readonly #segments = new Map<string, string>();

  /** `stem`: ids of the words of its name. */
  add(record: FileRecord, stem: readonly number[]): void {
    const folder = folderOf(record.path);
    this.#ids.add(record.id);
    this.#files[record.id] = {
      record,
      test: isTestPath(record.path),
      family: this.familyOf(record.language),
      folders: this.splitFolders(folder),
      stem,
    };
    const siblings = this.#folders.get(folder);
    if (siblings === undefined) this.#folders.set(folder, [record.id]);
    else insertInOrder(siblings, record.id, this.comparePaths);
  }

  remove(id: number): void {
    const folder = folderOf(this.record(id)?.path ?? "");
    const rest = (this.#folders.get(folder) ?? []).filter((other) => other !== id);
    if (rest.length === 0) this.#folders.delete(folder);
    else this.#folders.set(folder, rest);
    this.#ids.delete(id);
    this.#files[id] = undefined;
  }

  /** For `sort`, see `path-order.ts`. */
  readonly comparePaths = (a: number, b: number): number => {
    const [left = "", right = ""] = [this.record(a)?.path, this.record(b)?.path];
    return left < right ? -1 : left > right ? 1 : 0;
  };

  get size(): number {
    return this.#ids.size;
  }

  ids(): Iterable<number> {
    return this.#ids.keys();
  }

  record(id: number): FileRecord | undefined {
    return this.#files[id]?.record;
  }

  isTest(id: number): boolean {
    return this.#files[id]?.test === true;
  }

  /** The folders of a folder's path, from the root; one empty one for the root. */
  splitFolders(folder: string): readonly string[] {
    return folder.split("/").map((segment) => {
      const known = this.#segments.get(segment);
      if (known === undefined) this.#segments.set(segment, segment);
      return known ?? segment;
    });
  }

  /** The folders of the path, from the root; one empty one for a file in the root. */
  foldersOf(id: number): readonly string[] {
    return this.#files[id]?.folders ?? [];
  }

  /** Ids of the words of the file's name. */
  stemWords(id: number): readonly number[] {
    return this.#files[id]?.stem ?? [];
  }

  /** The lower-cased words of the file's name, as they are. */
  nameWords(id: number): ReadonlySet<string> {
    const file = this.#files[id];
    if (file === undefined) return new Set();
    return (file.nameWords ??= nameWordsOf(file.record.path));
  }

  /** A number for each family of languages. */
  familyOf(language: string): number {
    const name = languageFamily(language);
    const known = this.#families.get(name);
    if (known === undefined) this.#families.set(name, this.#families.size);
    return known ?? this.#families.size - 1;
  }

  /** Language family, undefined for an unknown file. */
  family(id: number): number | undefined {
    return this.#files[id]?.family;
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
