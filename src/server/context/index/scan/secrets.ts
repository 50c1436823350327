/**
 * Which files may hold secrets: by their path, before they are opened, and by a private key in their text. One
 * place for everything that puts files into prompts (docs/privacy.md). Rather too many than too few.
 */

/** Why such a file stays out. */
export const SECRET = "may hold secrets";

const FOLDERS: ReadonlySet<string> = new Set([".ssh", ".gnupg", ".aws", ".azure", ".gcloud", ".kube"]);

const NAMES: ReadonlySet<string> = new Set([
  ".npmrc",
  ".yarnrc",
  ".yarnrc.yml",
  ".pypirc",
  ".netrc",
  "_netrc",
  ".git-credentials",
  ".htpasswd",
  ".pgpass",
  ".my.cnf",
  ".mylogin.cnf",
  ".boto",
  ".s3cfg",
  ".dockercfg",
  ".dockerconfigjson",
  ".terraformrc",
  "terraform.rc",
  "local.settings.json",
  "rclone.conf",
  "kubeconfig",
  "credentials",
  "wp-config.php",
]);

/** Named so everywhere, but secret only in the folder that their tool keeps them in. */
const PATHS = /(?:^|\/)(?:\.docker\/config\.json|\.m2\/settings(?:-security)?\.xml)$/;

const ENDINGS =
  /\.(?:pem|key|p12|pfx|pkcs12|p8|jks|jceks|keystore|kdbx|ppk|asc|gpg|ovpn|mobileprovision|kubeconfig|tfvars(?:\.json)?|tfstate(?:\.[\w.]*)?)$/;

/** Settings and data that are called secret; code and prose about secrets is not meant. */
const CALLED_SECRET =
  /(?:^|[._-])(?:credentials?|creds|secrets?|client[_-]?secrets?|passwords?|service[_-]?account(?:[_-]?key)?s?)(?:[._-].*)?\.(?:json[5c]?|ya?ml|toml|ini|cfg|conf|config|properties|plist|xml|csv|txt|env|enc|hcl|bak)$/;

const OTHERS = [
  // `.env*` whatever follows, `name.env`, and `env.production`; `env.ts` is code.
  /^\.env/,
  /\.env$/,
  /^env\.(?:prod(?:uction)?|stag(?:e|ing)|dev(?:elopment)?|test|local)$/,
  /^\.?vault[_-](?:pass|token)/,
  /^id_(?:rsa|dsa|ecdsa|ed25519|xmss)(?:[_-]\w+)*(?:\.(?:bak|old|orig|backup|txt))?$/,
];

/** Names without values. */
const EXAMPLE =
  /[._-](?:example|sample|template|dist|defaults)(?:\.(?:json[5c]?|ya?ml|toml|ini|cfg|conf|properties|xml))?$/;

/** `path` is a file's, relative to its folder with `/`; its name alone will do. */
export function isSecretPath(path: string): boolean {
  const parts = path.toLowerCase().split("/");
  const name = parts.pop() ?? "";
  if (parts.some(isSecretFolder) || NAMES.has(name) || ENDINGS.test(name)) return true;
  if (PATHS.test(path.toLowerCase())) return true;
  if (!CALLED_SECRET.test(name) && !OTHERS.some((pattern) => pattern.test(name))) return false;
  return !EXAMPLE.test(name);
}

/** `name` of a folder in which everything may be secret. */
export function isSecretFolder(name: string): boolean {
  const lower = name.toLowerCase();
  return FOLDERS.has(lower) || lower.startsWith(".env");
}

/** Labels of RFC 7468 and of PGP. */
const LABEL = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g;
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
/** Keys that have no label. */
const OTHER_KEYS = /^PuTTY-User-Key-File-\d|\bAGE-SECRET-KEY-1[0-9A-Z]{50}/m;

/** True for text with a private key in it, however its lines are written. */
export function holdsPrivateKey(text: string): boolean {
  if (OTHER_KEYS.test(text)) return true;
  for (const { index, 0: label } of text.matchAll(LABEL)) {
    const behind = text.slice(index + label.length, index + label.length + REACH);
    const lines = behind.replace(LINE_BREAK, "\n").replace(HEADER, "");
    const first = lines.split(BETWEEN).find((part) => !JOINS.has(part));
    if (first !== undefined && KEY_LINE.test(first)) return true;
  }
  return false;
}
