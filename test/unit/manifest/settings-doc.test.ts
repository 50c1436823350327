import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { settingsDocument } from "../../../scripts/lib/settings-doc.ts";

test("docs/settings.md says what package.json says (else run: node scripts/settings-doc.ts)", () => {
  const written = readFileSync(new URL("../../../docs/settings.md", import.meta.url), "utf8");
  const { configuration, commands } = manifest.contributes;
  expect(written).toBe(settingsDocument(configuration.properties, commands));
});
