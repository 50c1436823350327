/** A repository of some hundred files, most of them alike, and one that answers a question. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const PACKAGES = 12;
const MODULES = 30;

/** Where money is given back; nothing else in the repository speaks of refunds. */
export const LEDGER = "src/billing/ledger.ts";
export const LEDGER_TEXT = `import { post } from "./journal.ts";

export interface Refund {
  readonly order: string;
  readonly cents: number;
}

/** Books a refund into the ledger: the money leaves the clearing account on the same day. */
export function bookRefund(refund: Refund): void {
  post("clearing", -refund.cents, refund.order);
}
`;

export interface Repository {
  readonly path: string;
  /** Files that belong into the index. */
  readonly files: number;
  /** Writes as another program does. */
  readonly write: (name: string, text: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

export async function makeRepository(): Promise<Repository> {
  const home = await mkdtemp(join(tmpdir(), "gw-ix-"));
  const path = join(home, "book-shop");
  const write = async (name: string, text: string) => {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  };
  let files = 0;
  const add = async (name: string, text: string) => {
    await write(name, text);
    files += 1;
  };
  for (let pack = 0; pack < PACKAGES; pack += 1) {
    for (let module = 0; module < MODULES; module += 1) {
      const python = pack % 3 === 2;
      const name = `packages/p${pack}/module_${module}.${python ? "py" : "ts"}`;
      await add(name, python ? pythonModule(pack, module) : typescriptModule(pack, module));
    }
  }
  await add(LEDGER, LEDGER_TEXT);
  await add(
    "src/billing/journal.ts",
    "export function post(account: string, cents: number, text: string): void {}\n",
  );
  // Never in an index: a secret, and what no program reads as text.
  await write(".env", "PASSWORD=example\n");
  await writeFile(join(path, "logo.png"), Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13]));
  return { path, files, write, remove: () => rm(home, { recursive: true, force: true }) };
}

function typescriptModule(pack: number, module: number): string {
  const other =
    module === 0 ? "" : `import { step${pack}x${module - 1} } from "./module_${module - 1}.ts";\n\n`;
  const call = module === 0 ? "value" : `step${pack}x${module - 1}(value)`;
  return `${other}/** Step ${module} of chain ${pack}. */\nexport function step${pack}x${module}(value: number): number {\n  return ${call} + ${module};\n}\n`;
}

function pythonModule(pack: number, module: number): string {
  return `def stage_${pack}_${module}(value):\n    """Stage ${module} of chain ${pack}."""\n    return value + ${module}\n`;
}
