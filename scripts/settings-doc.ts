/** Writes docs/settings.md from package.json. */
import { writeFileSync } from "node:fs";
import manifest from "../package.json" with { type: "json" };
import { settingsDocument } from "./lib/settings-doc.ts";

const { configuration, commands } = manifest.contributes;
writeFileSync(
  new URL("../docs/settings.md", import.meta.url),
  settingsDocument(configuration.properties, commands),
);
