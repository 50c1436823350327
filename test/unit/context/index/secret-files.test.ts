import { expect, test } from "vitest";
import { fileRefusal } from "../../../../src/server/completion/gate/file-gate.ts";
import { refuseByName, refuseByText } from "../../../../src/server/context/index/scan/rules.ts";
import { openFolder } from "./folder.ts";
import { tree } from "./tree.ts";

const SECRET = "may hold secrets";

test.each([
  ".env",
  "env.production",
  "deploy/env.local",
  ".ENV",
  ".env.local",
  ".env-production",
  ".env_prod",
  ".env.example.local",
  ".envrc",
  "prod.env",
  "credentials",
  "credentials.csv",
  "credentials.toml",
  "Credentials.yml",
  "credentials.yml.enc",
  "aws-credentials.ini",
  "secrets.prod.yaml",
  "secret.yml",
  "client_secret_1234.apps.googleusercontent.com.json",
  "my-service-account.json",
  "serviceAccountKey.json",
  "prod.tfvars",
  "prod.auto.tfvars",
  "prod.auto.tfvars.json",
  "terraform.tfstate.1700000000.backup",
  ".yarnrc.yml",
  ".s3cfg",
  ".vault_pass",
  ".vault-token",
  ".cargo/credentials.toml",
  "home/.docker/config.json",
  "home/.aws/config",
  ".envs/production/django",
  "id_ed25519_sk",
  "id_rsa_work",
  "id_rsa.bak",
  "passwords.txt",
  "server.pem",
  "config/master.key",
  "server.key.bak",
  ".npmrc.old",
  "id_ed25519~",
  ".dev.vars",
  ".dev.vars.production",
  "kubeconfig",
  "kubeconfig.yaml",
  "deploy/kubeconfig-prod",
  "prod-kube-config.yml",
  "auth.json",
  "nuget.config",
  "pip.conf",
  ".sentryclirc",
  ".vscode/sftp.json",
  ".bundle/config",
  "home/.config/gh/hosts.yml",
  ".config/gcloud/legacy_credentials/a/adc.json",
  "android/key.properties",
  "credentials (1).json",
  "client_secret copy.json",
  "shop-firebase-adminsdk-x1y2z.json",
  "api_keys.yaml",
  "access-token.txt",
  "token.json",
  "secrets/production.yaml",
  "deploy/secrets/db_password",
  ".secrets/anything.py",
  ".bash_history",
  ".psql_history",
])("%s holds secrets by its name", (path) => {
  expect(refuseByName(path, 0)).toBe(SECRET);
});

test.each([
  ".env.example",
  ".env-sample",
  ".env.local.template",
  "credentials.example.json",
  "secrets.sample.yaml",
  "credentials.ts",
  "credentials.py",
  "secrets.go",
  "SecretManager.java",
  "environment.ts",
  "env.d.ts",
  "docs/credentials.md",
  "id_rsa.pub",
  "docker/config.json",
  "src/aws/config.ts",
  "tokenizer.json",
  "design/tokens.json",
  "kubeconfig.go",
  "kube_config.py",
  "src/secrets/store.ts",
  "secrets/README.md",
  ".dev.vars.example",
  "auth.ts",
  "history.py",
])("%s holds none by its name", (path) => {
  expect(refuseByName(path, 0)).toBeUndefined();
});

const encoded = (text: string): string => Buffer.from(text).toString("base64");
const LINE = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj";
const label = (kind: string, edge = "BEGIN"): string => `-----${edge} ${kind}-----`;
const KEY = "PRIVATE KEY";

test.each([
  ["a PEM file", `${label(KEY)}\n${LINE}\n${LINE}\n${label(KEY, "END")}\n`],
  ["CRLF", `${label(`RSA ${KEY}`)}\r\n${LINE}\r\n`],
  ["JSON with escaped line breaks", JSON.stringify({ private_key: `${label(KEY)}\n${LINE}\n` })],
  ["escaped CRLF", JSON.stringify({ private_key: `${label(KEY)}\r\n${LINE}\r\n` })],
  ["JSON inside JSON", JSON.stringify(JSON.stringify({ key: `${label(KEY)}\n${LINE}\n` }))],
  ["joined lines", `[\n  "${label(`EC ${KEY}`)}",\n  "${LINE}",\n].join("\\n")`],
  ["concatenated lines", `key = "${label(KEY)}\\n" +\n    "${LINE}\\n" +\n`],
  ["a comment", `# ${label(`OPENSSH ${KEY}`)}\n# ${LINE}\n`],
  ["one line", `KEY="${label(KEY)} ${LINE}"`],
  [
    "an encrypted key",
    `${label(`RSA ${KEY}`)}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB12\n\n${LINE}\n`,
  ],
  ["PGP", `${label(`PGP ${KEY} BLOCK`)}\nVersion: GnuPG v2\n\n${LINE}\n`],
  ["SSH2", `---- BEGIN SSH2 ENCRYPTED ${KEY} ----\nComment: "rsa-key"\n${LINE}\n`],
  [
    "base64, as in a kubeconfig",
    `users:\n- user:\n    client-key-data: ${encoded(`${label(`RSA ${KEY}`)}\n${LINE}\n`)}\n`,
  ],
  [
    "base64 of a key that is encrypted",
    JSON.stringify({ key: encoded(`${label(`ENCRYPTED ${KEY}`)}\n${LINE}`) }),
  ],
  ["a configuration of WireGuard", `[Interface]\nPrivateKey = ${LINE.slice(0, 43)}=\n`],
  ["a JSON Web Key", JSON.stringify({ kty: "EC", crv: "P-256", x: "a", d: LINE.slice(0, 43) })],
  ["a later one", `${label(KEY)}\n...\n${label(KEY, "END")}\n${label(KEY)}\n${LINE}\n`],
])("a private key is seen in %s", (_what, text) => {
  expect(refuseByText(text)).toBe(SECRET);
});

test.each([
  [
    "a label that code looks for",
    `const BEGIN = "${label(KEY)}";\nexport const somethingElseWithALongName = 1;\n`,
  ],
  ["a placeholder", `${label(KEY)}\n...your key here...\n${label(KEY, "END")}\n`],
  ["a public key in base64", `ca: ${encoded(`${label("CERTIFICATE")}\n${LINE}\n`)}\n`],
  ["a public JSON Web Key", JSON.stringify({ kty: "RSA", e: "AQAB", n: LINE })],
  ["a public key", `${label("PUBLIC KEY")}\n${LINE}\n`],
])("no private key is seen in %s", (_what, text) => {
  expect(refuseByText(text)).toBeUndefined();
});

test("the search for keys stays linear on text made to slow it down", () => {
  const hostile = `${label(KEY)}${"Comment: ,\\\\n".repeat(200)}`.repeat(400);
  const before = process.cpuUsage();
  expect(refuseByText(hostile.slice(0, 1_000_000).replaceAll("-----BEGIN", "\n-----BEGIN"))).not.toBe(SECRET);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000);
});

test("a folder of secrets is not entered, and says so", async () => {
  using files = tree({ ".envs/production/django": "TOKEN=1", "a.ts": "export const a = 1;\n" });
  using caches = tree();
  await using open = await openFolder(files.root, caches.root);
  await open.index.settled();
  expect(open.index.status.skipped).toEqual([{ path: ".envs", reason: SECRET }]);
  files.write(".envs/production/redis", "TOKEN=2");
  open.index.changed([".envs/production/redis"]);
  await open.index.settled();
  expect(open.index.status.files).toBe(1);
});

test("a file in a folder of secrets gets no completions", () => {
  const rules = { exclude: [], inSecretFiles: false, inGeneratedFiles: true };
  const file = { path: ".envs/production/django", text: "TOKEN=1" };
  expect(fileRefusal(file, rules, true)?.outcome).toBe("secretFile");
});
