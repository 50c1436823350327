import type * as vscode from "vscode";

/** Everything a part holds; disposes late arrivals at once, so that nothing outlives its owner. */
export class DisposableList implements vscode.Disposable {
  #items: vscode.Disposable[] = [];
  #disposed = false;

  add<T extends vscode.Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    const items = this.#items.reverse();
    this.#items = [];
    for (const item of items) item.dispose();
  }
}
