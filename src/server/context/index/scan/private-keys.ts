/** Private keys in the text of a file, however they are written there. */

/** Labels of RFC 7468, of PGP and of SSH2 (RFC 4716). */
const LABEL = /-{4,5} ?BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)? ?-{4,5}/g;
/** How far behind its label a key is looked for, UTF-16 units. */
const REACH = 500;
/** Lines that may stand between the label and the key. */
const HEADER = /^(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID):.*$/gm;
const LINE_BREAK = /\\+[nrt]/g;
/** What holds the lines of a key together in code, in data and in comments. */
const BETWEEN = /[\s"'`,;()[\]#*>|\\]+/;
const JOINS: ReadonlySet<string> = new Set(["", "+", ".", "//", "&"]);
/** A shorter first line is a placeholder: keys are wrapped at 64 or 76 characters, or not at all. */
const KEY_LINE = /^[A-Za-z0-9+/=]{40,}$/;
/** Keys that have no label: of PuTTY and of age. */
const OTHER_KEYS = /^PuTTY-User-Key-File-\d|\bAGE-SECRET-KEY-1[0-9A-Z]{50}/m;
/** Of WireGuard. */
const WIREGUARD = /^[ \t]*PrivateKey[ \t]*=[ \t]*[A-Za-z0-9+/]{43}=/m;
/** `-----BEGIN ` and what follows in base64, as in a kubeconfig and in secrets of Kubernetes: its first line. */
const ENCODED = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{48,}/g;
/** The private part of a JSON Web Key (RFC 7518): `d`, of all but symmetric ones. */
const WEB_KEY = /["']?\bd["']?\s*:\s*["'][\w-]{40,}["']/;
const KEY_TYPE = /["']?\bkty["']?\s*:\s*["'](?:RSA|EC|OKP)["']/;

/**
 * True for text with a private key in it, however its lines are written. This is asked at every key, so words go
 * first: they are found many times faster than patterns.
 */
export function holdsPrivateKey(text: string): boolean {
  if (OTHER_KEYS.test(text)) return true;
  if (text.includes("PrivateKey") && WIREGUARD.test(text)) return true;
  if (text.includes("kty") && KEY_TYPE.test(text) && WEB_KEY.test(text)) return true;
  if (text.matchAll(ENCODED).some(([encoded]) => isEncodedLabel(encoded))) return true;
  return text.includes("PRIVATE KEY") && text.matchAll(LABEL).some((label) => isBeforeKey(label, text));
}

function isBeforeKey({ index, 0: label }: RegExpExecArray, text: string): boolean {
  const behind = text.slice(index + label.length, index + label.length + REACH);
  const lines = behind.replace(LINE_BREAK, "\n").replace(HEADER, "");
  const first = lines.split(BETWEEN).find((part) => !JOINS.has(part));
  return first !== undefined && KEY_LINE.test(first);
}

function isEncodedLabel(encoded: string): boolean {
  return Buffer.from(encoded.slice(0, 64), "base64").toString("latin1").search(LABEL) === 0;
}
