/** The imports of the index: which of them wait for the resolver, what they reach, and what that depends on. */
import type { SQLOutputValue } from "node:sqlite";
import { unresolvedImport } from "./import-rows.ts";
import type { UnresolvedImport } from "./records.ts";
import type { ImportToResolve } from "./resolve/project.ts";
import { ROWS_OF_FILE } from "./schema.ts";
import type { Statements } from "./statements.ts";

export interface ResolvedImport {
  readonly id: number;
  readonly fileId: number;
  /** Paths of the files that it reaches; an empty list is remembered too. */
  readonly targets: readonly string[];
  /** What files declare was looked at: it may lead elsewhere when they declare something else. */
  readonly searched: boolean;
}

const RESOLVED = 1;
const SEARCHED = 2;

export class ImportStore {
  readonly #sql: Statements;
  readonly #changed: (fileId: number) => void;

  /** `changed` is called for each file whose links were written. */
  constructor(sql: Statements, changed: (fileId: number) => void) {
    this.#sql = sql;
    this.#changed = changed;
  }

  /** Imports the resolver has not seen yet, at most `limit`. */
  waiting(limit: number): UnresolvedImport[] {
    return this.#sql.newImports.all(limit).map(unresolvedImport);
  }

  /** Imports of one file, resolved or not. */
  ofFile(fileId: number): UnresolvedImport[] {
    const [first, end] = [fileId * ROWS_OF_FILE, (fileId + 1) * ROWS_OF_FILE];
    return this.#sql.importsOf.all(first, end).map(unresolvedImport);
  }

  /** Files came or went: what an import reaches may be another file now. */
  unresolveAll(): void {
    this.#sql.unresolveAll.run();
  }

  /** A file declares this full name, or no longer does. */
  unresolveNamed(name: string): void {
    this.#sql.unresolveNamed.run(name);
  }

  /** Modules whose file is not where their name alone says, of all files. */
  placedModules(): ImportToResolve[] {
    return this.#sql.placed.all().map((row) => unresolvedImport(row).wanted);
  }

  /** Those of one file as one text, null without any. */
  placedIn(fileId: number): SQLOutputValue | undefined {
    return this.#sql.placedIn.get(fileId * ROWS_OF_FILE, (fileId + 1) * ROWS_OF_FILE)?.["modules"];
  }

  /** What {@link setDeclared} noted of a path. */
  declaredIn(path: string): Set<string> | undefined {
    const declares = this.#sql.declaredIn.get(path)?.["declares"];
    return typeof declares === "string" ? new Set(JSON.parse(declares) as string[]) : undefined;
  }

  /** Notes what a file declared when an import was looked for in it. */
  setDeclared(path: string, declares: ReadonlySet<string>): void {
    this.#sql.setDeclared.run(JSON.stringify([...declares]), path);
  }

  link({ id, fileId, targets, searched }: ResolvedImport): void {
    const ids = new Set(targets.flatMap((path) => this.#sql.idOf.get(path)?.["id"] ?? []).map(Number));
    const before = this.#sql.linksOf.all(fileId, id).map((row) => Number(row["target_id"]));
    if (before.length !== ids.size || before.some((target) => !ids.has(target))) {
      this.#changed(fileId);
      this.#sql.deleteLinksOf.run(fileId, id);
      for (const target of ids) this.#sql.addLink.run(id, fileId, target);
    }
    this.#sql.resolved.run(searched ? SEARCHED : RESOLVED, id);
  }
}
