import { defineConfig } from "vitest/config";

/** Two vitest rings: `unit` (pure, no processes) and `process` (real sidecar, real llama.cpp, one worker). */
export default defineConfig({
  test: {
    projects: [
      {
        // The limit only ends a hang: property tests take a second alone, and many on a busy machine.
        test: { name: "unit", include: ["test/unit/**/*.test.ts"], environment: "node", testTimeout: 60_000 },
      },
      {
        test: {
          name: "process",
          include: ["test/process/**/*.test.ts"],
          environment: "node",
          globalSetup: ["test/process/global-setup.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          pool: "forks",
        },
      },
    ],
    passWithNoTests: false,
  },
});
