import { defineConfig } from "vitest/config";

// What needs root, mounts or a Docker daemon: `make e2e`, on Debian. One file after another: they share the machine.
export default defineConfig({
  test: {
    name: "e2e",
    include: [".pipeline/tests/e2e/**/*.test.ts"],
    globalSetup: [".pipeline/tests/support/rootOnly.ts", ".pipeline/tests/support/warmCache.ts"],
    env: { NO_COLOR: "1", TZ: "UTC" },
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
