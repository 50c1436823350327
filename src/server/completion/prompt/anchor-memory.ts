/** The anchors of the prompts made last, so that the next one for the same document goes on from them. */
import { type Anchors, type Cursor, freshAnchors, heldAnchors, type NearLimits } from "./anchors.ts";

/** Two for each sequence of the engine's cache: where the user types, and where they were before. */
const HELD = 4;

interface Held {
  readonly uri: string;
  readonly anchors: Anchors;
}

export class AnchorMemory {
  /** The newest first. */
  private held: readonly Held[] = [];

  /** All that may serve a cursor, fresh ones last; never empty. */
  for({ uri, text, offset }: Cursor & { readonly uri: string }, limits: NearLimits): readonly Anchors[] {
    const found: Anchors[] = [];
    for (const held of this.held) {
      if (held.uri !== uri) continue;
      const anchors = heldAnchors(held.anchors, { text, offset }, limits);
      if (anchors !== undefined && !found.some((other) => same(other, anchors))) found.push(anchors);
    }
    const fresh = freshAnchors({ text, offset }, limits);
    return found.some((other) => same(other, fresh)) ? found : [...found, fresh];
  }

  /** A prompt with these was made. */
  hold(uri: string, anchors: Anchors): void {
    const others = this.held.filter((held) => held.uri !== uri || !same(held.anchors, anchors));
    this.held = [{ uri, anchors }, ...others].slice(0, HELD);
  }

  forget(uri: string): void {
    this.held = this.held.filter((held) => held.uri !== uri);
  }

  clear(): void {
    this.held = [];
  }
}

/** Both make the same prompt. */
function same(a: Anchors, b: Anchors): boolean {
  return a.own === b.own && a.far === b.far && a.near === b.near;
}
