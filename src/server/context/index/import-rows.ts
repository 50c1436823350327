/** An import as a row of the index, and back. */
import type { SQLOutputValue } from "node:sqlite";
import type { ImportDetails, ImportTag } from "../parse/types.ts";
import type { UnresolvedImport } from "./records.ts";

/** Specifier, form, names, details. */
export function importColumns({ specifier, form, names, details }: ImportTag) {
  const plainNames = JSON.stringify(names.map(({ name }) => name));
  return [specifier, form, plainNames, details === undefined ? null : JSON.stringify(details)] as const;
}

export function unresolvedImport(row: Record<string, SQLOutputValue>): UnresolvedImport {
  const details = row["details"];
  return {
    id: Number(row["id"]),
    fileId: Number(row["file_id"]),
    language: String(row["language"]),
    wanted: {
      from: String(row["path"]),
      specifier: String(row["specifier"]),
      form: String(row["form"]),
      names: JSON.parse(String(row["names"])) as string[],
      details: typeof details === "string" ? (JSON.parse(details) as ImportDetails) : undefined,
    },
  };
}
