/**
 * The language server's process: `node dist/server.js --stdio`, or `--node-ipc` when an editor forks it. Ends
 * with its parent: stdin closing and the watchdog on the client's pid are both part of the LSP connection.
 * The sidecar is left to its own keep-alive.
 */
import { join } from "node:path";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { version } from "../../package.json";
import { WorkerCheck } from "./completion/syntax/worker-check.ts";
import { localEngine } from "./local-engine.ts";
import { describeError, type Log } from "./log.ts";
import { startServer } from "./server.ts";

const TRANSPORTS = ["--stdio", "--node-ipc"];

function main(): void {
  if (!TRANSPORTS.some((transport) => process.argv.includes(transport))) {
    process.stderr.write(`Usage: node server.js ${TRANSPORTS.join(" | ")}  (see docs/protocol.md)\n`);
    process.exitCode = 2;
    return;
  }
  const connection = createConnection(ProposedFeatures.all);
  const log: Log = {
    info: (message) => {
      connection.console.info(message);
    },
    warn: (message) => {
      connection.console.warn(message);
    },
    error: (message) => {
      connection.console.error(message);
    },
  };
  process.on("uncaughtException", (error) => {
    log.error(`Unexpected error in the language server: ${describeError(error)}`);
  });
  process.on("unhandledRejection", (reason) => {
    log.error(`Unexpected rejection in the language server: ${describeError(reason)}`);
  });
  startServer(connection, {
    version,
    log,
    contextSources: [],
    bundles: __dirname,
    syntax: new WorkerCheck({
      workerFile: join(__dirname, "syntax.worker.js"),
      grammarsDir: join(__dirname, "grammars"),
      onCrash: (message) => {
        log.warn(`The syntax check of completions died and starts again when needed: ${message}`);
      },
    }),
    createEngine: (options) =>
      localEngine({
        bundles: __dirname,
        runtimeDirectory: options.runtimeDirectory,
        clientName: options.clientName ?? `language server pid ${process.pid}`,
        log,
      }),
  });
}

main();
