/**
 * The reference graph that ranking walks: which files define a name, which names that other files define a
 * file uses, who imports whom. Names are interned, everything per file is made when it is first asked for and
 * kept until {@link NameGraph.forget} says that the file changed.
 */
import type { Definition, FileRecord, IndexView } from "../index/view.ts";
import { Definers } from "./definers.ts";
import { type Defined, DefinitionTable, isCode } from "./definition-table.ts";
import { Desk } from "./desk.ts";
import { FileTable, stemOf } from "./file-table.ts";
import { IdLists } from "./id-lists.ts";
import { PackedLists } from "./packed-lists.ts";
import type { Edges } from "./page-rank.ts";
import { Vocabulary } from "./vocabulary.ts";

/** A name with more defining files than this is a convention (`new`, `run`), not a reference. */
const MAX_DEFINERS = 40;

/** Larger repositories ask the index for the frequency of a name instead of counting all of them. */
const MAX_COUNTED_FILES = 20_000;

/** Files looked at again when a name gets or loses a definition. */
const MAX_USERS = 2000;

/** Edges kept per file. */
const MAX_EDGES = 40;

type Lists = Array<readonly number[] | undefined>;

export class NameGraph {
  readonly view: IndexView;
  readonly words = new Vocabulary();
  readonly files = new FileTable();
  /** For the query that is being answered. */
  readonly desk = new Desk();
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #definers = new Definers((a, b) => this.files.comparePaths(a, b));
  /** The next four by file id. */
  readonly #used: Lists = [];
  readonly #imports: Lists = [];
  readonly #importers: Lists = [];
  readonly #defined: Lists = [];
  /** Files that use a name someone else defines, by name id. */
  readonly #users = new IdLists();
  /** Names by the words they have. */
  readonly #withWord = new IdLists();
  /** The words of each name, see {@link Vocabulary.split}; by name id. */
  readonly nameWords = new PackedLists();
  readonly #definitions: DefinitionTable;
  readonly #neighbours = new Map<number, Edges>();
  #counted = false;
  /** Weights of edges may be from before a change: they hold how rare names were. */
  #mended = false;
  constructor(view: IndexView) {
    this.view = view;
    this.#definitions = new DefinitionTable(view, (name) => this.#ids.get(name));
    for (const file of view.files()) this.#add(file);
  }

  #add(file: FileRecord): void {
    this.files.add(file, this.words.of(stemOf(file.path)));
    const defined = new Set<number>();
    for (const definition of this.view.definitionsIn(file.id)) {
      if (!isCode(definition)) continue;
      this.#definitions.note(definition);
      if (definition.name.length > 1) defined.add(this.#intern(definition.name));
    }
    for (const id of defined) this.#definers.add(id, file.id);
    this.#defined[file.id] = [...defined];
  }

  /** For `sort`, see `path-order.ts`. */
  get comparePaths(): (a: number, b: number) => number {
    return this.files.comparePaths;
  }

  #intern(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#names.length;
    this.#ids.set(name, id);
    this.#names.push(name);
    const words = this.words.split(name);
    this.nameWords.add(words);
    for (const word of words) this.#withWord.add(word, id);
    return id;
  }

  /** Makes everything that queries would otherwise make when they first need it. About 0.3 ms a file. */
  warm(): void {
    this.#countAll();
    for (const id of this.files.ids()) {
      this.imports(id);
      this.importers(id);
      this.#definitions.make(id);
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
    for (const id of this.files.ids()) this.used(id);
  }

  /** The files were added, changed or removed: call after the view knows, with all of them at once. */
  forget(fileIds: ReadonlySet<number>): void {
    this.#mended = true;
    // What a file imported before, only these lists may still tell.
    for (const [target, importers] of this.#importers.entries())
      if (importers?.some((id) => fileIds.has(id)) === true) this.#importers[target] = undefined;
    for (const id of fileIds) this.#forgetFile(id);
  }

  #forgetFile(fileId: number): void {
    const before = new Set(this.definedIn(fileId));
    this.#remove(fileId);
    const now = this.view.file(fileId);
    if (now !== undefined) {
      this.#add(now);
      for (const target of this.imports(fileId)) this.#importers[target] = undefined;
    }
    // A name that is defined now, or no longer, changes what the files that contain it refer to.
    const after = new Set(this.definedIn(fileId));
    for (const id of new Set([...before, ...after]))
      if (before.has(id) !== after.has(id)) this.#definersChanged(id, fileId);
    if (this.#counted && now !== undefined) this.used(fileId);
  }

  /** Adds the name to the names its users refer to, or takes it away; the files are not read again. */
  #definersChanged(nameId: number, changedFile: number): void {
    for (const user of this.view.filesWith(this.nameOf(nameId), MAX_USERS)) {
      const used = this.#used[user];
      if (used === undefined || user === changedFile) continue;
      this.#neighbours.delete(user);
      const known = used.includes(nameId);
      const wanted = this.refersElsewhere(nameId, user);
      if (known === wanted) continue;
      this.#used[user] = wanted ? [...used, nameId] : used.filter((other) => other !== nameId);
      if (wanted) this.#users.add(nameId, user);
      else this.#users.remove(nameId, user);
    }
  }

  #forgetUses(fileId: number): void {
    for (const nameId of this.#used[fileId] ?? []) this.#users.remove(nameId, fileId);
    this.#used[fileId] = undefined;
    this.#neighbours.delete(fileId);
  }

  #remove(fileId: number): void {
    for (const id of this.definedIn(fileId)) this.#definers.remove(id, fileId);
    this.#forgetUses(fileId);
    for (const lists of [this.#imports, this.#importers, this.#defined]) lists[fileId] = undefined;
    this.#definitions.forget(fileId);
    this.files.remove(fileId);
  }

  get size(): number {
    return this.files.size;
  }

  fileIds(): Iterable<number> {
    return this.files.ids();
  }

  file(id: number): FileRecord | undefined {
    return this.files.record(id);
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

  /** Names that have a word. */
  namesWith(word: number): readonly number[] {
    return this.#withWord.of(word);
  }

  /** Files that define the name; empty when so many do that the name says nothing. */
  definers(nameId: number): readonly number[] {
    return this.definerCount(nameId) === 0 ? [] : this.#definers.of(nameId);
  }

  /** The number of {@link NameGraph.definers}. */
  definerCount(nameId: number): number {
    const count = this.#definers.count(nameId);
    return count > MAX_DEFINERS ? 0 : count;
  }

  /** The first of {@link NameGraph.definers}, -1 when there is none. */
  firstDefiner(nameId: number): number {
    return this.definerCount(nameId) === 0 ? -1 : this.#definers.first(nameId);
  }

  /** Names of containers as small numbers; undefined for one that no definition has. */
  containerId(container: string): number | undefined {
    return this.#definitions.containerId(container);
  }

  /** Definitions of the name in one file, in order of their place. */
  definitions(nameId: number, fileId: number): readonly Definition[] {
    return this.#definitions.of(nameId, fileId).definitions;
  }

  /** The same with what they are. */
  defined(nameId: number, fileId: number): Defined {
    return this.#definitions.of(nameId, fileId);
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
    for (const nameId of this.used(fileId)) {
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
    const made = {
      nodes: best.map(([file]) => file),
      weights: best.map(([, weight]) => weight / total),
    };
    this.#neighbours.set(fileId, made);
    return made;
  }

  definedIn(fileId: number): readonly number[] {
    return this.#defined[fileId] ?? [];
  }

  /** Files in which the name occurs; one that defines it and uses another file's definition counts twice. */
  frequency(nameId: number): number {
    if (!this.#counted) {
      if (this.size > MAX_COUNTED_FILES) return this.view.fileFrequency(this.nameOf(nameId));
      this.#countAll();
    }
    return this.#users.length(nameId) + this.#definers.count(nameId);
  }

  /** Files that use the name and are not its only definer, in no order; none in a repository that is too large. */
  users(nameId: number): readonly number[] {
    this.#countUsers();
    return this.#users.of(nameId);
  }

  /** The number of {@link NameGraph.users}. */
  userCount(nameId: number): number {
    this.#countUsers();
    return this.#users.length(nameId);
  }

  #countUsers(): void {
    if (!this.#counted && this.size <= MAX_COUNTED_FILES) this.#countAll();
  }

  /** Information of a name, in nats: 0 for one that occurs everywhere. */
  idf(nameId: number): number {
    return Math.log((this.size + 1) / (this.frequency(nameId) + 0.5));
  }

  /** Names the file uses that some other file defines. */
  used(fileId: number): readonly number[] {
    const known = this.#used[fileId];
    if (known !== undefined) return known;
    const used: number[] = [];
    for (const name of this.view.identifiersIn(fileId).keys()) {
      const nameId = this.#ids.get(name);
      if (nameId !== undefined && this.refersElsewhere(nameId, fileId)) used.push(nameId);
    }
    this.#used[fileId] = used;
    for (const nameId of used) this.#users.add(nameId, fileId);
    return used;
  }

  /** Some other file defines the name. */
  refersElsewhere(nameId: number, fileId: number): boolean {
    const count = this.definerCount(nameId);
    return count > 1 || (count === 1 && this.#definers.first(nameId) !== fileId);
  }

  imports(fileId: number): readonly number[] {
    const known = this.#imports[fileId];
    if (known !== undefined) return known;
    const found = [...new Set(this.view.importsOf(fileId).map((edge) => edge.toFileId))];
    this.#imports[fileId] = found;
    return found;
  }

  importers(fileId: number): readonly number[] {
    const known = this.#importers[fileId];
    if (known !== undefined) return known;
    const found = [...new Set(this.view.importersOf(fileId).map((edge) => edge.fromFileId))];
    found.sort(this.comparePaths);
    this.#importers[fileId] = found;
    return found;
  }
}
