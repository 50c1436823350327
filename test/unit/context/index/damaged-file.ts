/** An index file with damage that only a query meets. */
import { closeSync, openSync, writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** Overwrites the leaf pages of a table but the first in order, which every opening reads, or those of an index. */
export function damage(path: string, table: string): number {
  const database = new DatabaseSync(path);
  const pages = database
    .prepare("SELECT pageno, pgsize FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path")
    .all(table)
    .slice(table.endsWith("_by_name") ? 0 : 1);
  database.close();
  const file = openSync(path, "r+");
  for (const { pageno, pgsize } of pages) {
    const size = Number(pgsize);
    writeSync(file, new Uint8Array(size).fill(0xab), 0, size, (Number(pageno) - 1) * size);
  }
  closeSync(file);
  return pages.length;
}
