/**
 * The place where the cursor rests, kept until its document changes: a model that becomes ready there, for the first
 * time or again, has read nothing of it yet, and no editor tells of a cursor that did not move.
 */
import type { CursorRest } from "../../protocol/lsp.ts";

export class RestingCursor {
  private readonly versionOf: (uri: string) => number | undefined;
  private last: { readonly rest: CursorRest; readonly version: number } | undefined;

  /** `versionOf` tells the version of a document that is open. */
  constructor(versionOf: (uri: string) => number | undefined) {
    this.versionOf = versionOf;
  }

  /** Where it still rests; undefined when the document was changed or closed since. */
  get place(): CursorRest | undefined {
    if (this.last === undefined) return undefined;
    const { rest, version } = this.last;
    if (this.versionOf(rest.uri) !== version) this.last = undefined;
    return this.last?.rest;
  }

  rests(rest: CursorRest): void {
    const version = this.versionOf(rest.uri);
    this.last = version === undefined ? undefined : { rest, version };
  }

  /** The document was closed: opened again, its versions may begin anew. */
  forget(uri: string): void {
    if (this.last?.rest.uri === uri) this.last = undefined;
  }
}
