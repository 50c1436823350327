/**
 * The host suite in a desktop VS Code, for machines that have one or may download it (Linux without a display:
 * `xvfb-run -a npm run test:electron`). `VSCODE_EXECUTABLE` names an installed one; `VSCODE_VERSION` a release.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { badModels, endlessTemplateModel } from "../test/fixtures/bad-models.ts";
import { practiceModel } from "../test/fixtures/models.ts";
import { buildExtension, buildHostSuite, copySampleWorkspace } from "./lib/host-suite.ts";
import { ROOT } from "./lib/paths.ts";

await buildExtension();
const suite = await buildHostSuite();
const workspace = await copySampleWorkspace();
const home = await mkdtemp(join(tmpdir(), "gw-el-"));
const report = join(home, "report.txt");
const results = join(home, "results.json");
const executable = process.env["VSCODE_EXECUTABLE"];
try {
  await runTests({
    ...(executable === undefined ? {} : { vscodeExecutablePath: executable }),
    version: process.env["VSCODE_VERSION"] ?? "stable",
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: suite,
    extensionTestsEnv: {
      GEMWRIGHT_TEST_USER_DATA: join(home, "d"),
      GEMWRIGHT_TEST_RESULTS: results,
      GEMWRIGHT_TEST_REPORT: report,
      GEMWRIGHT_TEST_MODEL: await practiceModel(),
      GEMWRIGHT_TEST_BAD_MODELS: JSON.stringify(await badModels(join(home, "bad"))),
      GEMWRIGHT_TEST_ENDLESS_TEMPLATE: await endlessTemplateModel(join(home, "bad")),
    },
    launchArgs: [
      workspace.path,
      `--user-data-dir=${join(home, "d")}`,
      `--extensions-dir=${join(home, "e")}`,
      "--disable-workspace-trust",
      "--skip-welcome",
      "--skip-release-notes",
    ],
  });
} finally {
  console.log(await readFile(report, "utf8").catch(() => "The suite printed nothing."));
  const counts = await readFile(results, "utf8").catch(() => undefined);
  if (counts === undefined) process.exitCode = 4;
  await rm(home, { recursive: true, force: true });
  await workspace.remove();
}
