/**
 * Which names a text of PHP declares. A text may have several namespaces, each up to the next one, written
 * `namespace A;` or `namespace A { … }`; `namespace { … }` is the global one.
 */

/** A statement of its own, not the operator of `namespace\f()`. */
const NAMESPACE = /(?:^|<\?php|[;{}])[ \t]*namespace(?:\s+([\p{L}\p{N}_\\]+))?\s*(?=[;{])/gimu;
const DECLARATION =
  /\b(?:(?:class|interface|trait|enum)\s+([\p{L}\p{N}_]+)|(?:function\s+(?:&\s*)?|const\s+(?:\w+\s+)?)([\p{L}\p{N}_]+))/giu;

/** Full names without the first `\`: classes and their like as they are, functions and constants by {@link valueName}. */
export function declarationsIn(text: string): ReadonlySet<string> {
  const namespaces = [...text.matchAll(NAMESPACE)].map(({ index, 1: name = "" }) => ({ index, name }));
  const declared = new Set<string>();
  let next = 0;
  let prefix = "";
  for (const { index, 1: type, 2: value = "" } of text.matchAll(DECLARATION)) {
    for (; (namespaces[next]?.index ?? Infinity) <= index; next++) {
      const name = namespaces[next]?.name ?? "";
      prefix = name === "" ? "" : `${name}\\`;
    }
    declared.add(type === undefined ? valueName(prefix + value) : prefix + type);
  }
  return declared;
}

/** A function or constant beside classes of the same name. */
export function valueName(name: string): string {
  return `${name}()`;
}

/** The name that an import writes. */
export function importedName(declared: string): string {
  return declared.replace(/\(\)$/, "");
}
