/**
 * Which files may hold secrets by their path, before they are opened; `private-keys.ts` says it by their text. One
 * place for everything that puts files into prompts (docs/privacy.md). Rather too many than too few.
 */

/** Why such a file stays out. */
export const SECRET = "may hold secrets";

const FOLDERS: ReadonlySet<string> = new Set([
  ".ssh",
  ".gnupg",
  ".aws",
  ".azure",
  ".gcloud",
  ".kube",
  ".secrets",
  ".password-store",
]);

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
  "pgpass.conf",
  "pip.conf",
  "pip.ini",
  "nuget.config",
  "auth.json",
  ".sentryclirc",
  ".ftpconfig",
  ".remote-sync.json",
  "sftp-config.json",
  "key.properties",
  "keystore.properties",
  "credentials",
  ".credentials",
  ".secret",
  ".secrets",
  "passwd",
  "password",
  "passwords",
  "htpasswd",
  "token.json",
  "token.txt",
  "wp-config.php",
]);

/** Named so everywhere, but secret only in the folder that their tool keeps them in. */
const PATHS =
  /(?:^|\/)(?:\.docker\/config\.json|\.m2\/settings(?:-security)?\.xml|\.bundle\/config|\.vscode\/sftp\.json|gh\/hosts\.ya?ml|\.config\/(?:gcloud\/.+|hub))$/;

const ENDINGS =
  /\.(?:pem|key|p12|pfx|pkcs12|p8|jks|jceks|keystore|kdbx|ppk|asc|gpg|ovpn|mobileprovision|kubeconfig|tfvars(?:\.json)?|tfstate(?:\.[\w.]*)?)$/;

/** Endings of settings and data; code and prose about secrets is not meant. */
const DATA = "json[5c]?|ya?ml|toml|ini|cfg|conf|config|properties|plist|xml|csv|txt|env|enc|hcl|bak";

/** Settings and data that are called secret, also as a browser names a second download of them. */
const CALLED_SECRET = new RegExp(
  `(?:^|[._ -])(?:credentials?|creds|secrets?|client[_-]?secrets?|passwords?|service[_-]?account(?:[_-]?key)?s?|firebase-adminsdk|(?:api|access)[_-]?keys?|(?:api|access|auth|oauth|refresh|bearer)[_-]?tokens?)(?:[._ -].*)?\\.(?:${DATA})$`,
);

/** Settings, data and files without an ending in a folder of secrets, as Docker and Kubernetes are given them. */
const SECRETS_FOLDER = /^(?:secrets?|credentials?|private[_-]?keys?)$/;
const DATA_NAME = new RegExp(`^[^.]+$|\\.(?:${DATA})$`);

/** What editors and people put behind the name of a copy. */
const BACKUP = /(?:\.(?:bak|backup|old|orig|save|tmp|swp)|~)$/;

const OTHERS = [
  // `.env*` whatever follows, `name.env`, and `env.production`; `env.ts` is code.
  /^\.env/,
  /\.env$/,
  /^env\.(?:prod(?:uction)?|stag(?:e|ing)|dev(?:elopment)?|test|local)$/,
  // Of Cloudflare's workers.
  /^\.dev\.vars/,
  /^\.?vault[_-](?:pass|token)/,
  new RegExp(`^(?:.*[._-])?kube[_-]?config(?:[_-][^.]*)?(?:\\.(?:${DATA}))?$`),
  // What was typed into shells and consoles, passwords included.
  /^\.\w+_history$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519|xmss)(?:[_-]\w+)*(?:\.txt)?$/,
];

/** Names without values. */
const EXAMPLE =
  /[._-](?:example|sample|template|dist|defaults)(?:\.(?:json[5c]?|ya?ml|toml|ini|cfg|conf|properties|xml))?$/;

/** `path` is a file's, relative to its folder with `/`; its name alone will do. */
export function isSecretPath(path: string): boolean {
  const folders = path.toLowerCase().split("/");
  const whole = folders.pop() ?? "";
  const name = whole.replace(BACKUP, "");
  if (folders.some(isSecretFolder) || NAMES.has(name) || ENDINGS.test(name)) return true;
  if (PATHS.test(path.toLowerCase())) return true;
  const inSecrets = folders.some((folder) => SECRETS_FOLDER.test(folder)) && DATA_NAME.test(name);
  const called = CALLED_SECRET.test(name) || OTHERS.some((pattern) => pattern.test(name));
  return (inSecrets || called) && !EXAMPLE.test(name);
}

/** `name` of a folder in which everything may be secret. */
export function isSecretFolder(name: string): boolean {
  const lower = name.toLowerCase();
  return FOLDERS.has(lower) || lower.startsWith(".env");
}
