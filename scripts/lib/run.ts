/** Runs a program and waits for it; fails loudly. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { ROOT } from "./paths.ts";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** `inherit` shows the output as it comes; `quiet` shows it only when the program fails. */
  readonly output?: "inherit" | "quiet";
}

/** PATH with this Node (24) and the checkout's tools in front of the system's. */
export function toolPath(): string {
  const separator = process.platform === "win32" ? ";" : ":";
  return [dirname(process.execPath), join(ROOT, "node_modules", ".bin"), process.env["PATH"] ?? ""].join(
    separator,
  );
}

/** Resolves with the exit code and everything printed; never rejects for a non-zero code. */
export function runForCode(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const inherit = options.output !== "quiet";
    const child = spawn(command, args, {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, PATH: toolPath(), ...options.env },
      stdio: ["ignore", inherit ? "inherit" : "pipe", inherit ? "inherit" : "pipe"],
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output += chunk.toString("utf8");
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.once("error", (error) => {
      reject(new Error(`Cannot start ${command}: ${error.message}`));
    });
    child.once("close", (code, signal) => {
      resolve({ code: code ?? (signal === null ? 1 : 128), output });
    });
  });
}

/** Like {@link runForCode}, but a non-zero exit code is an error that carries the end of the output. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, output } = await runForCode(command, args, options);
  if (code !== 0) {
    const tail = output === "" ? "" : `\n${output.split("\n").slice(-40).join("\n")}`;
    throw new Error(`${[command, ...args].join(" ")} ended with code ${code}.${tail}`);
  }
  return output;
}
