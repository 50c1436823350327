/** What is written to the database only at the end of a transaction, because it is much faster all at once. */
import type { DatabaseSync } from "node:sqlite";
import { Postings } from "./postings.ts";
import { SearchTable } from "./search-table.ts";

export class Pending {
  readonly postings: Postings;
  readonly search: SearchTable;

  constructor(database: DatabaseSync) {
    this.postings = new Postings(database);
    this.search = new SearchTable(database);
  }

  /** Writes some of it, a few milliseconds; false when there is nothing left to write. */
  flushSlice(): boolean {
    if (this.postings.pending > 0) return this.postings.flushSlice() || this.search.replaced.size > 0;
    return this.search.flushSlice();
  }

  flush(): void {
    while (this.flushSlice());
  }

  discard(): void {
    this.postings.discard();
    this.search.discard();
  }
}
