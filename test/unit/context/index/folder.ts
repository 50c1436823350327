/** A folder index over a real database, with the real parser in this thread. */
import { FolderIndex, type FolderOptions } from "../../../../src/server/context/index/folder-index.ts";
import type { WorkSettings } from "../../../../src/server/context/index/folder-work.ts";
import { fileParser } from "../../../support/build-index.ts";

export interface OpenFolder extends AsyncDisposable {
  readonly index: FolderIndex;
  readonly logged: string[];
}

export async function openFolder(
  root: string,
  directory: string,
  settings: Partial<WorkSettings> = {},
  options: Partial<Pick<FolderOptions, "parse" | "tools" | "mode" | "retryMs">> = {},
): Promise<OpenFolder> {
  const parser = await fileParser();
  const logged: string[] = [];
  const index = new FolderIndex(
    {
      root,
      directory,
      maxFiles: 1000,
      capacity: 2,
      parse: (text, languageId, keepAs) =>
        parser.parseFile(text, languageId, {
          budgetMs: 20_000,
          references: false,
          keepAs: keepAs === undefined ? undefined : `${root}/${keepAs}`,
        }),
      tools: new Map(),
      mode: "on",
      onChange: () => undefined,
      log: (message) => void logged.push(message),
      ...options,
    },
    { exclude: [], trusted: false, hurried: [], ...settings },
  );
  return { index, logged, [Symbol.asyncDispose]: () => index.close() };
}

/** Everything the index knows, by path instead of by id, in one order. */
export async function contentsOf(index: FolderIndex): Promise<unknown> {
  return await index.read(({ view }) => {
    const path = (id: number): string => view.file(id)?.path ?? `gone ${id}`;
    const names = new Set<string>();
    const files = view.files().map((file) => {
      for (const name of view.identifiersIn(file.id).keys()) names.add(name);
      const { id, committedMs: _committed, modifiedMs: _modified, ...rest } = file;
      return {
        ...rest,
        identifiers: [...view.identifiersIn(id)].map(([name, count]) => `${name} ${count}`).sort(),
        bodies: view.bodiesOf(id),
        definitions: view.definitionsIn(id).map(({ id: _id, fileId: _file, ...definition }) => definition),
        imports: view
          .importsOf(id)
          .map((edge) => [path(edge.toFileId), edge.names])
          .sort((a, b) => (String(a) < String(b) ? -1 : 1)),
      };
    });
    const found = [...names].sort().map((name) => ({
      name,
      files: view.filesWith(name, 1000).map(path).sort(),
      count: view.fileFrequency(name),
      search: view
        .search([name.toLowerCase()], 1000)
        .map((hit) => path(hit.fileId))
        .sort(),
    }));
    return { files, found };
  });
}
