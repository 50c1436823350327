/** Given to a parse worker when it starts. */
export interface WorkerSetup {
  /** Folder with the tree-sitter runtime, the grammars and their queries. */
  readonly grammarsDir: string;
  /** One cell: the id of the task that is no longer wanted. */
  readonly cancelCell: SharedArrayBuffer;
}

/** Pool to worker. One task at a time. */
export interface ParseTask {
  readonly id: number;
  readonly text: string;
  readonly languageId: string;
  readonly budgetMs: number;
  readonly references: boolean;
  readonly keepAs: string | undefined;
}

/** Worker to pool. After `crash` the worker ends itself. */
export type WorkerAnswer =
  | { readonly kind: "ready" }
  /** `file`: a `ParsedFile` in JSON, which both threads write and read faster than V8 clones so many small objects. */
  | { readonly kind: "parsed"; readonly id: number; readonly file: string }
  | { readonly kind: "crash"; readonly id: number; readonly message: string };
