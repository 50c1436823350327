/** Folders of files made for a test. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Tree extends Disposable {
  readonly root: string;
  write(path: string, content: string | Uint8Array): void;
  remove(path: string): void;
}

export function tree(files: Readonly<Record<string, string | Uint8Array>> = {}): Tree {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "gw-index-")));
  const made: Tree = {
    root,
    write(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    remove: (path) => rmSync(join(root, path), { recursive: true, force: true }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
  for (const [path, content] of Object.entries(files)) made.write(path, content);
  return made;
}
