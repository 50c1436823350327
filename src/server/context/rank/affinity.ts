/** Which files define what the text at a cursor has, and which of their types do. */
import { closeness } from "./closeness.ts";
import type { NameGraph } from "./name-graph.ts";
import type { Sums } from "./sums.ts";

/** A seen name with more definers says nothing about where the code comes from. */
const MAX_DEFINERS = 3;
/** Lines over which a seen name counts for its file. */
export const AFFINITY_LINES = 15;

export interface Affinity {
  /** Seen names that the file defines. */
  readonly count: number;
  /** The same, each weighed by its closeness to the cursor. */
  readonly near: number;
  /** The same of the members of each of its types, by id of the container. */
  readonly members: ReadonlyMap<number, number>;
}

/** What tells the files that the text can mean: */
export interface Start {
  readonly graph: NameGraph;
  /** Of the names that the text has, by id, in lines. */
  readonly distances: Sums;
  readonly imported: ReadonlyMap<number, ReadonlySet<string>>;
  /** Ids of the names that the file itself defines. */
  readonly own: ReadonlySet<number>;
  readonly usable: (fileId: number) => boolean;
}

/** Usable files that define a name: the imported ones when there are any. */
export function reached({ graph, imported, usable }: Start, nameId: number): readonly number[] {
  const files = graph.definers(nameId).filter(usable);
  const direct = imported.size === 0 ? [] : files.filter((fileId) => imported.has(fileId));
  return direct.length > 0 ? direct : files;
}

class FileAffinity implements Affinity {
  count = 0;
  near = 0;
  readonly members = new Map<number, number>();

  add(containers: readonly number[], share: number, near: number): void {
    this.count += share;
    this.near += near;
    for (const container of containers)
      this.members.set(container, (this.members.get(container) ?? 0) + near);
  }
}

/** By file. */
export function affinityOf(start: Start): Map<number, Affinity> {
  const { graph, distances, imported, own } = start;
  const affinity = new Map<number, FileAffinity>();
  for (const nameId of distances.ids) {
    if (own.has(nameId)) continue;
    // Only those that are imported could be few.
    if (graph.definerCount(nameId) > MAX_DEFINERS && imported.size === 0) continue;
    const files = reached(start, nameId);
    if (files.length > MAX_DEFINERS) continue;
    const near = closeness(distances.get(nameId), AFFINITY_LINES) / files.length;
    for (const fileId of files) {
      let known = affinity.get(fileId);
      if (known === undefined) affinity.set(fileId, (known = new FileAffinity()));
      known.add(graph.defined(nameId, fileId).containers, 1 / files.length, near);
    }
  }
  return affinity;
}
