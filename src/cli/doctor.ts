/** `gemwright doctor`: what a bug report needs, without starting or loading anything. */
import { existsSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { version } from "../../package.json";
import { ENGINE_PROTOCOL_VERSION } from "../protocol/engine.ts";
import { fileSize, MODEL_OPTIONS, MODEL_USAGE, type ModelArguments, modelPath, openEngine } from "./model.ts";
import { sidecarReport } from "./sidecar-report.ts";
import { describeFailure, type ExitCode, printLine } from "./terminal.ts";

export const DOCTOR_USAGE = `gemwright doctor [--model GGUF] [--load] [--json]
  --load                   also start the engine and load the model
${MODEL_USAGE}`;

type Report = Record<string, string | number | boolean>;

export async function doctorCommand(args: readonly string[]): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...args],
    options: { ...MODEL_OPTIONS, load: { type: "boolean" }, json: { type: "boolean" } },
  });
  const report: Report = { ...machineReport(), ...sidecarReport(values), ...modelReport(values) };
  let code: ExitCode = 0;
  if (values.load === true) {
    const loaded = await loadReport(values);
    Object.assign(report, loaded.report);
    code = loaded.code;
  }
  if (values.json === true) printLine(JSON.stringify(report, null, 2));
  else for (const [name, value] of Object.entries(report)) printLine(`${name.padEnd(20)} ${value}`);
  return code;
}

function machineReport(): Report {
  return {
    gemwright: version,
    "engine protocol": ENGINE_PROTOCOL_VERSION,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    "cores available": availableParallelism(),
    memory: gigabytes(totalmem()),
    "sidecar script": existsSync(join(__dirname, "sidecar.js")) ? "found" : "missing: run npm run build",
  };
}

function modelReport(args: ModelArguments): Report {
  const path = modelPath(args);
  if (path === "") return { model: "none chosen (--model GGUF or GEMWRIGHT_MODEL)" };
  const size = fileSize(path);
  return { model: path, "model file": size === undefined ? "does not exist" : gigabytes(size) };
}

async function loadReport(
  args: ModelArguments,
): Promise<{ readonly report: Report; readonly code: ExitCode }> {
  const { engine } = openEngine(args);
  try {
    const model = await engine.load();
    const report = {
      loaded: model.name,
      "size class": model.sizeClass,
      "used for":
        model.fim === undefined ? "chat and completion" : `completion only (FIM, ${model.fim.format})`,
      backend: `${model.gpu}, ${model.gpuLayers} of ${model.layers} layers on the GPU`,
      threads: model.threads,
      ...(model.chat ? { "chat window": `${model.contextTokens} tokens` } : {}),
      "completion window": `${model.completionTokens} tokens`,
      "resident memory": gigabytes(model.residentBytes),
      "load time": `${Math.round(model.loadMs)} ms`,
      "engine version": engine.status?.engineVersion ?? "unknown",
    };
    return { report, code: 0 };
  } catch (error) {
    return { report: { loaded: `no: ${describeFailure(error).replaceAll("\n", " ")}` }, code: 1 };
  } finally {
    await engine.dispose();
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
