import { lineAt, lineStartsOf } from "../../../../src/server/context/parse/line-chunks.ts";
import type { DefinitionTag, ParsedFile } from "../../../../src/server/context/parse/types.ts";

/**
 * A parsed file as lines that a person can check against the sample; line numbers are 1-based. A definition reads
 * `LINES role container.name :: signature  doc=LINES`, then come imports, folds and the references of each line.
 */
export function describeParsed(text: string, file: ParsedFile): string {
  const starts = lineStartsOf(text);
  const lines = (start: number, end: number): string => {
    const first = lineAt(starts, start) + 1;
    const last = lineAt(starts, Math.max(start, end - 1)) + 1;
    return first === last ? `${first}` : `${first}-${last}`;
  };
  const definition = (tag: DefinitionTag): string => {
    const signature = text.slice(tag.signature.start, tag.signature.end).replace(/\s+/g, " ");
    const doc = tag.doc === undefined ? "" : `  doc=${lines(tag.doc.start, tag.doc.end)}`;
    const range = lines(tag.span.start, tag.span.end);
    const name = tag.container === undefined ? tag.name : `${tag.container} > ${tag.name}`;
    return `${range} ${tag.role} ${name} :: ${signature}${doc}`;
  };
  const imports = file.imports.map((tag) => {
    const names = tag.names.map(({ name, local }) => (name === local ? name : `${name} as ${local}`));
    const details = tag.details === undefined ? "" : ` ${JSON.stringify(tag.details)}`;
    return `${tag.line + 1} ${tag.form} ${tag.specifier}${names.length > 0 ? ` {${names.join(", ")}}` : ""}${details}`;
  });
  const references = new Map<number, string[]>();
  const definitions: string[] = [];
  for (const tag of file.tags) {
    if (tag.kind === "definition") definitions.push(definition(tag));
    else references.set(tag.line, [...(references.get(tag.line) ?? []), `${tag.role} ${tag.name}`]);
  }
  return [
    `# definitions${file.hasError ? " (the tree has errors)" : ""}`,
    ...definitions,
    "# imports",
    ...imports,
    "# folds",
    ...file.bodies.map((body) => lines(body.startOffset, body.endOffset)),
    "# references",
    ...[...references].map(([line, names]) => `${line + 1} ${names.join(", ")}`),
    "",
  ].join("\n");
}
