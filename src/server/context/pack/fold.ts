/** The signatures level of a file: its text with bodies folded, or a list of its definitions. */
import type { Definition } from "../index/view.ts";
import type { FoldableBody } from "../parse/types.ts";

/** Definitions listed of a file that has no bodies to fold. */
const MAX_LISTED = 200;

function foldBodies(text: string, bodies: readonly FoldableBody[]): string {
  let out = "";
  let at = 0;
  for (const { startOffset, endOffset } of bodies) {
    // Inner bodies lie inside an outer one that is folded already; offsets past the end are of an older text.
    if (startOffset < at || endOffset > text.length) continue;
    const body = text.slice(startOffset, endOffset);
    const braces = body.startsWith("{") && body.endsWith("}");
    out += text.slice(at, startOffset).trimEnd() + (braces ? " { … }" : " …");
    at = endOffset;
  }
  return out + text.slice(at);
}

function list(definitions: readonly Definition[]): string {
  return definitions
    .slice(0, MAX_LISTED)
    .map(
      ({ nameLine, signature, doc }) =>
        `${nameLine + 1}: ${signature}${doc === undefined ? "" : ` — ${doc}`}`,
    )
    .join("\n");
}

/** Undefined when the file has nothing to fold and no definitions: then only its path can stand for it. */
export function foldFile(
  text: string,
  bodies: readonly FoldableBody[],
  definitions: readonly Definition[],
): string | undefined {
  if (bodies.length > 0) return foldBodies(text, bodies).replace(/(?:\r?\n){3,}/g, "\n\n");
  return definitions.length === 0 ? undefined : list(definitions);
}
