/** docs/settings.md, made from the manifest: `node scripts/settings-doc.ts` writes it, a unit test compares it. */

type Choice = Partial<Pick<Setting, "type" | "enum" | "minimum" | "maximum">>;

export interface Setting {
  readonly order?: number;
  readonly type: string | readonly string[];
  readonly anyOf?: readonly Choice[];
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly scope?: string;
  readonly markdownDescription?: string;
}

export interface Command {
  readonly command: string;
  readonly title: string;
}

function allowed(setting: Choice & Pick<Setting, "anyOf">): string {
  if (setting.anyOf !== undefined) return setting.anyOf.map(allowed).join(" or ");
  if (setting.enum !== undefined) return setting.enum.map((value) => `\`${value}\``).join(", ");
  if (setting.minimum !== undefined) return `${setting.minimum} to ${setting.maximum ?? "any"}`;
  return [setting.type ?? "any"].flat().join(" or ");
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

/** The whole document. */
export function settingsDocument(
  settings: Readonly<Record<string, Setting>>,
  commands: readonly Command[],
): string {
  const entries = Object.entries(settings).sort(([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0));
  const lines = [
    "# Settings and commands",
    "",
    "Made from `package.json` by `node scripts/settings-doc.ts`; do not edit by hand.",
    "",
    "## Settings",
    "",
    "“user only” settings are never read from a workspace, so a cloned repository cannot change them.",
    "",
    row(["setting", "what it does", "values", "default", "where"]),
    "|---|---|---|---|---|",
    ...entries.map(([key, setting]) =>
      row([
        `\`${key}\``,
        setting.markdownDescription ?? "",
        allowed(setting),
        `\`${JSON.stringify(setting.default)}\``,
        setting.scope === "machine" ? "user only" : "user or workspace",
      ]),
    ),
    "",
    "## Commands",
    "",
    row(["command", "id"]),
    "|---|---|",
    ...commands.map(({ command, title }) => row([`Gemwright: ${title}`, `\`${command}\``])),
    "",
  ];
  return lines.join("\n");
}
