/**
 * The reference graph that ranking walks: which files define a name, which names that other files define a
 * file uses, who imports whom. Names are interned, everything per file is made when it is first asked for and
 * kept until {@link NameGraph.forget} says that the file changed.
 */
import type { Definition, FileRecord, IndexView } from "../index/view.ts";
import { isTestPath, languageFamily } from "./file-kind.ts";
import type { Edges } from "./page-rank.ts";
import { insertInOrder } from "./path-order.ts";
import { Vocabulary } from "./vocabulary.ts";

/** Roles that no code refers to by name from another file. */
const NOT_CODE: ReadonlySet<string> = new Set(["section", "key", "selector", "element"]);

/** A name with more defining files than this is a convention (`new`, `run`), not a reference. */
const MAX_DEFINERS = 40;

/** Larger repositories ask the index for the frequency of a name instead of counting all of them. */
const MAX_COUNTED_FILES = 20_000;

/** Files looked at again when a name gets or loses a definition. */
const MAX_USERS = 2000;

/** Edges kept per file. */
const MAX_EDGES = 40;

export interface UsedName {
  readonly nameId: number;
  readonly count: number;
}

/** What a path and a language say about a file. */
interface Kind {
  readonly test: boolean;
  readonly family: string;
  readonly folders: readonly string[];
}

export class NameGraph {
  readonly view: IndexView;
  readonly words = new Vocabulary();
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];
  /** Defining files by name id. */
  readonly #definers: number[][] = [];
  readonly #used = new Map<number, readonly UsedName[]>();
  readonly #imports = new Map<number, readonly number[]>();
  readonly #importers = new Map<number, readonly number[]>();
  readonly #defined = new Map<number, readonly number[]>();
  /** Files that use a name someone else defines, by name id. */
  readonly #users: number[] = [];
  /** By name id. */
  readonly #words: Array<readonly number[]> = [];
  readonly #definitions = new Map<number, ReadonlyMap<number, readonly Definition[]>>();
  readonly #neighbours = new Map<number, Edges>();
  readonly #folders = new Map<string, number[]>();
  #counted = false;
  /** Weights of edges may be from before a change: they hold how rare names were. */
  #mended = false;
  readonly #files = new Map<number, FileRecord>();
  readonly #kinds = new Map<number, Kind>();

  constructor(view: IndexView) {
    this.view = view;
    for (const file of view.files()) this.#add(file);
  }

  #add(file: FileRecord): void {
    this.#files.set(file.id, file);
    const folder = folderOf(file.path);
    const [test, family] = [isTestPath(file.path), languageFamily(file.language)];
    this.#kinds.set(file.id, { test, family, folders: folder.split("/") });
    const siblings = this.#folders.get(folder);
    if (siblings === undefined) this.#folders.set(folder, [file.id]);
    else insertInOrder(siblings, file.id, this.comparePaths);
    const defined = new Set<number>();
    for (const { name, role } of this.view.definitionsIn(file.id)) {
      if (!NOT_CODE.has(role) && name.length > 1) defined.add(this.#intern(name));
    }
    for (const id of defined) insertInOrder(this.#definers[id], file.id, this.comparePaths);
    this.#defined.set(file.id, [...defined]);
  }

  /** For `sort`, see `path-order.ts`. */
  readonly comparePaths = (a: number, b: number): number => {
    const [left = "", right = ""] = [this.#files.get(a)?.path, this.#files.get(b)?.path];
    return left < right ? -1 : left > right ? 1 : 0;
  };

  #intern(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#names.length;
    this.#ids.set(name, id);
    this.#names.push(name);
    this.#definers.push([]);
    this.#users.push(0);
    return id;
  }

  /** Makes everything that queries would otherwise make when they first need it. About 0.3 ms a file. */
  warm(): void {
    this.#countAll();
    for (const id of this.#files.keys()) {
      this.imports(id);
      this.importers(id);
      this.#byName(id);
      this.neighbours(id);
    }
  }

  /**
   * Makes every weight that of a graph made anew. A completion does without: after a change a few weights are a
   * little old, and making them again would take its time.
   */
  weighAnew(): void {
    if (this.#mended) this.#neighbours.clear();
    this.#mended = false;
  }

  #countAll(): void {
    if (this.#counted) return;
    this.#counted = true;
    for (const id of this.#files.keys()) this.used(id);
  }

  /** The file was added, changed or removed: call after the view knows. */
  forget(fileId: number): void {
    this.#mended = true;
    const old = this.#files.get(fileId);
    const before = new Set(this.definedIn(fileId));
    this.#remove(fileId, old);
    const now = this.view.file(fileId);
    if (now !== undefined) {
      this.#add(now);
      for (const target of this.imports(fileId)) this.#importers.delete(target);
    }
    // A name that is defined now, or no longer, changes what the files that contain it refer to.
    const after = new Set(this.definedIn(fileId));
    for (const id of new Set([...before, ...after]))
      if (before.has(id) !== after.has(id)) this.#definersChanged(id, fileId);
    if (this.#counted && now !== undefined) this.used(fileId);
  }

  /** Adds the name to the names its users refer to, or takes it away; the files are not read again. */
  #definersChanged(nameId: number, changedFile: number): void {
    const definers = this.definers(nameId);
    for (const user of this.view.filesWith(this.nameOf(nameId), MAX_USERS)) {
      const used = this.#used.get(user);
      if (used === undefined || user === changedFile) continue;
      this.#neighbours.delete(user);
      const known = used.some((entry) => entry.nameId === nameId);
      const wanted = definers.length > (definers.includes(user) ? 1 : 0);
      if (known === wanted) continue;
      // Once, until the file itself changes and is counted.
      const next = wanted ? [...used, { nameId, count: 1 }] : used.filter((entry) => entry.nameId !== nameId);
      this.#used.set(user, next);
      this.#users[nameId] = (this.#users[nameId] ?? 0) + (wanted ? 1 : -1);
    }
  }

  #forgetUses(fileId: number): void {
    for (const { nameId } of this.#used.get(fileId) ?? []) {
      this.#users[nameId] = (this.#users[nameId] ?? 1) - 1;
    }
    this.#used.delete(fileId);
    this.#neighbours.delete(fileId);
  }

  #remove(fileId: number, old: FileRecord | undefined): void {
    for (const id of this.definedIn(fileId)) {
      const files = this.#definers[id];
      const at = files?.indexOf(fileId) ?? -1;
      if (at !== -1) files?.splice(at, 1);
    }
    for (const target of this.imports(fileId)) this.#importers.delete(target);
    this.#forgetUses(fileId);
    for (const cache of [this.#imports, this.#importers, this.#defined, this.#definitions]) {
      cache.delete(fileId);
    }
    this.#files.delete(fileId);
    this.#kinds.delete(fileId);
    if (old === undefined) return;
    const folder = folderOf(old.path);
    const rest = (this.#folders.get(folder) ?? []).filter((id) => id !== fileId);
    this.#folders.set(folder, rest);
  }

  get size(): number {
    return this.#files.size;
  }

  fileIds(): Iterable<number> {
    return this.#files.keys();
  }

  file(id: number): FileRecord | undefined {
    return this.#files.get(id);
  }

  isTest(id: number): boolean {
    return this.#kinds.get(id)?.test === true;
  }

  /** The folders of a file's path, from the root; one empty one for a file in the root. */
  foldersOf(id: number): readonly string[] {
    return this.#kinds.get(id)?.folders ?? [];
  }

  /** Language family of a file, undefined for an unknown one. */
  family(id: number): string | undefined {
    return this.#kinds.get(id)?.family;
  }

  nameId(name: string): number | undefined {
    return this.#ids.get(name);
  }

  /** Number of names known so far; ids are below it. */
  get names(): number {
    return this.#names.length;
  }

  nameOf(id: number): string {
    return this.#names[id] ?? "";
  }

  /** The words of a name, see {@link Vocabulary.of}. */
  wordsOf(nameId: number): readonly number[] {
    return (this.#words[nameId] ??= this.words.of(this.nameOf(nameId)));
  }

  /** Files that define the name; empty when so many do that the name says nothing. */
  definers(nameId: number): readonly number[] {
    const files = this.#definers[nameId] ?? [];
    return files.length > MAX_DEFINERS ? [] : files;
  }

  /** Definitions of the name in one file, in order of their place. */
  definitions(nameId: number, fileId: number): readonly Definition[] {
    return this.#byName(fileId).get(nameId) ?? [];
  }

  #byName(fileId: number): ReadonlyMap<number, readonly Definition[]> {
    const known = this.#definitions.get(fileId);
    if (known !== undefined) return known;
    const made = new Map<number, Definition[]>();
    for (const definition of this.view.definitionsIn(fileId)) {
      const nameId = this.#ids.get(definition.name);
      if (nameId === undefined || NOT_CODE.has(definition.role)) continue;
      const list = made.get(nameId);
      if (list === undefined) made.set(nameId, [definition]);
      else list.push(definition);
    }
    this.#definitions.set(fileId, made);
    return made;
  }

  /**
   * Where a reader goes from a file: to what it imports and to the files that define the names it uses, with
   * weights that sum to 1.
   */
  neighbours(fileId: number): Edges {
    const known = this.#neighbours.get(fileId);
    if (known !== undefined) return known;
    const weights = new Map<number, number>();
    for (const target of this.imports(fileId)) weights.set(target, 1);
    for (const { nameId } of this.used(fileId)) {
      const definers = this.definers(nameId);
      if (definers.length > 3) continue;
      for (const definer of definers) {
        if (definer !== fileId)
          weights.set(definer, (weights.get(definer) ?? 0) + (0.3 * this.idf(nameId)) / definers.length);
      }
    }
    const best = [...weights]
      .sort((a, b) => b[1] - a[1] || this.comparePaths(a[0], b[0]))
      .slice(0, MAX_EDGES);
    const total = best.reduce((sum, [, weight]) => sum + weight, 0);
    const made = { nodes: best.map(([file]) => file), weights: best.map(([, weight]) => weight / total) };
    this.#neighbours.set(fileId, made);
    return made;
  }

  definedIn(fileId: number): readonly number[] {
    return this.#defined.get(fileId) ?? [];
  }

  /** Files in which the name occurs; one that defines it and uses another file's definition counts twice. */
  frequency(nameId: number): number {
    if (this.size > MAX_COUNTED_FILES) return this.view.fileFrequency(this.nameOf(nameId));
    this.#countAll();
    return (this.#users[nameId] ?? 0) + (this.#definers[nameId]?.length ?? 0);
  }

  /** Information of a name, in nats: 0 for one that occurs everywhere. */
  idf(nameId: number): number {
    return Math.log((this.size + 1) / (this.frequency(nameId) + 0.5));
  }

  /** Names the file uses that some other file defines. */
  used(fileId: number): readonly UsedName[] {
    const known = this.#used.get(fileId);
    if (known !== undefined) return known;
    const used = this.usedOf(this.view.identifiersIn(fileId), fileId);
    this.#used.set(fileId, used);
    for (const { nameId } of used) this.#users[nameId] = (this.#users[nameId] ?? 0) + 1;
    return used;
  }

  /** The same for identifiers that are not (or not yet) those of the index. */
  usedOf(identifiers: ReadonlyMap<string, number>, fileId: number): UsedName[] {
    const used: UsedName[] = [];
    for (const [name, count] of identifiers) {
      const nameId = this.#ids.get(name);
      if (nameId === undefined) continue;
      const files = this.definers(nameId);
      if (files.length > (files.includes(fileId) ? 1 : 0)) used.push({ nameId, count });
    }
    return used;
  }

  imports(fileId: number): readonly number[] {
    const known = this.#imports.get(fileId);
    if (known !== undefined) return known;
    const found = [...new Set(this.view.importsOf(fileId).map((edge) => edge.toFileId))];
    this.#imports.set(fileId, found);
    return found;
  }

  importers(fileId: number): readonly number[] {
    const known = this.#importers.get(fileId);
    if (known !== undefined) return known;
    const found = [...new Set(this.view.importersOf(fileId).map((edge) => edge.fromFileId))];
    found.sort(this.comparePaths);
    this.#importers.set(fileId, found);
    return found;
  }

  /** Files of the same folder, without the file itself. */
  siblings(path: string): readonly number[] {
    const all = this.#folders.get(folderOf(path)) ?? [];
    return all.filter((id) => this.#files.get(id)?.path !== path);
  }
}

export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "" : path.slice(0, slash);
}
