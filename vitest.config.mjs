import { defineConfig } from "vitest/config";

/** Two vitest rings: `unit` (pure, no processes) and `process` (real sidecar, real llama.cpp, one worker). */
export default defineConfig({
  test: {
    projects: [
      {
        // The limits only end a hang: property tests take a second alone, and many on a busy machine.
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          environment: "node",
          testTimeout: 60_000,
          expect: { poll: { timeout: 50_000 } },
        },
      },
      {
        test: {
          name: "process",
          include: ["test/process/**/*.test.ts"],
          environment: "node",
          globalSetup: ["test/process/global-setup.ts"],
          // As above; what waits for a condition gives up earlier, and says for which.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          pool: "forks",
        },
      },
    ],
    passWithNoTests: false,
  },
});
