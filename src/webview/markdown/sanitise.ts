/** The second lock: whatever the renderer made, only these elements and attributes reach the page. */
import DOMPurify from "dompurify";

const TAGS =
  "a blockquote br code del em h1 h2 h3 h4 h5 h6 hr li ol p pre s span strong table tbody td th thead tr ul".split(
    " ",
  );
const ATTRIBUTES = [
  "class",
  "data-lang",
  "data-line",
  "data-path",
  "data-url",
  "role",
  "start",
  "tabindex",
  "title",
];

export function sanitised(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}
