import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const setup = { env: { NO_COLOR: "1", TZ: "UTC" }, globals: false } as const;

// Projects by cost: pure ones first; the others start processes and make environments.
export default defineConfig({
  test: {
    // On two cores the default is one worker, and most tests wait for processes of their own.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        test: {
          ...setup,
          name: "unit",
          include: [".pipeline/tests/{src,page,structure,faults}/**/*.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          ...setup,
          name: "host",
          include: [".pipeline/tests/{local,docker}/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          ...setup,
          name: "cli",
          include: [".pipeline/tests/cli/**/*.test.ts"],
          globalSetup: [".pipeline/tests/support/php.ts", ".pipeline/tests/support/warmCache.ts"],
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          ...setup,
          name: "gitlab",
          include: [".pipeline/tests/gitlab/**/*.test.ts"],
          globalSetup: [".pipeline/tests/support/gitlabSetup.ts"],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...setup,
          name: "browser",
          include: [".pipeline/tests/browser/**/*.test.ts"],
          globalSetup: [".pipeline/tests/support/browser.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
