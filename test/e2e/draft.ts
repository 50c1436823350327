/** A file that one test makes, edits in the first window, and reads back from the disk byte for byte. */
import { strict as assert } from "node:assert";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { waitFor } from "../support/processes.ts";
import type { Fixture } from "./fixture.ts";

export class Draft {
  readonly #fixture: Fixture;
  #path: string | undefined;

  constructor(fixture: Fixture) {
    this.#fixture = fixture;
  }

  /** Writes the file and opens it with the cursor in it; a notebook without. */
  async open(name: string, text: string): Promise<void> {
    const { window, workspace } = this.#fixture;
    const folder = join(workspace, "drafts");
    await mkdir(folder, { recursive: true });
    this.#path = join(folder, name);
    await writeFile(this.#path, text);
    await window.openPath(this.#path);
    const editor = window.page.locator(".editor-group-container.active .monaco-editor .view-lines").first();
    if (!name.endsWith(".ipynb")) await editor.click();
  }

  /** Saves what the editor holds; does nothing before a file was opened. */
  async save(): Promise<void> {
    if (this.#path === undefined) return;
    const { window } = this.#fixture;
    const dirty = window.page.locator(".tab.active.dirty");
    if ((await dirty.count()) === 0) return;
    await window.page.keyboard.press("Control+S");
    await dirty.waitFor({ state: "detached" });
  }

  /** Saves and reads the file: what the disk holds, line ends and all. */
  async saved(): Promise<string> {
    assert.ok(this.#path !== undefined, "no file was opened");
    const path = this.#path;
    const before = (await stat(path)).mtimeMs;
    await this.#fixture.window.page.keyboard.press("Control+S");
    const written = await waitFor(async () => (await stat(path)).mtimeMs !== before, 10_000);
    assert.ok(written, `${path} was not saved`);
    // A file is emptied before it is written; the mark goes when all is on the disk.
    await this.#fixture.window.page.locator(".tab.active.dirty").waitFor({ state: "detached" });
    return readFile(path, "utf8");
  }
}
