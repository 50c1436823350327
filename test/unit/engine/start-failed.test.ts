import { expect, test } from "vitest";
import { startFailed } from "../../../src/server/engine/sidecar/failures.ts";

const LOG = `node:internal/modules/esm/module_job:313
    throw new ERR_REQUIRE_ASYNC_MODULE(filename, parent, locations);
    ^

Error [ERR_REQUIRE_ASYNC_MODULE]: require() cannot be used here.
Require stack:
- /extension/dist/sidecar.js
    at Module._load (node:internal/modules/cjs/loader:1443:12) {
  code: 'ERR_REQUIRE_ASYNC_MODULE'
}

Node.js v24.21.0
`;

test("a process that does not start is told by the line that names its error, without the stack", () => {
  const { message, nextStep } = startFailed("it ended with exit code 1", "/run/sidecar.log", LOG);
  expect(message).toBe(
    "The inference process did not start: it ended with exit code 1. Its log ends with: " +
      "Error [ERR_REQUIRE_ASYNC_MODULE]: require() cannot be used here.",
  );
  expect(nextStep).toContain("/run/sidecar.log");
});

test("without an error the last line is told; a long one is cut, an empty log is not mentioned", () => {
  expect(startFailed("ended", "l", "starting\nout of memory\n").message).toMatch(/: out of memory$/);
  expect(startFailed("ended", "l", "x".repeat(500)).message).toMatch(/: x{200}…$/);
  expect(startFailed("ended", "l", "\n").message).toBe("The inference process did not start: ended.");
});
