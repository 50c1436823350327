/** A large work tree that nobody has to download. */
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../fixtures/cache.ts";

/** A tree of small TypeScript files that import each other; kept for the next run. */
export function generatedTree(files: number): string {
  const root = join(REPOSITORY, ".cache", "bench", `tree-${files}`);
  const done = join(root, "complete");
  try {
    statSync(done);
    return root;
  } catch {
    rmSync(root, { recursive: true, force: true });
  }
  for (let at = 0; at < files; at++) {
    const folder = join(root, `part${Math.floor(at / 1000)}`, `folder${Math.floor(at / 50) % 20}`);
    if (at % 50 === 0) mkdirSync(folder, { recursive: true });
    const other = at % 50 === 0 ? at : at - 1;
    const body = Array.from({ length: 8 }, (_, n) => {
      const name = `step${n}Of${at}`;
      return `/** Step ${n}. */\nexport function ${name}(value: number): number {\n  return made${other}(value) + ${n};\n}\n`;
    });
    const text = `import { made${other} } from "./file${other}";\n\nexport const made${at} = (n: number) => n + 1;\n${body.join("")}`;
    writeFileSync(join(folder, `file${at}.ts`), text);
  }
  writeFileSync(done, "");
  return root;
}
