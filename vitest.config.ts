import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const TESTS = ".pipeline/tests";
const SECONDS = 1000;
/** More runs of a property take their time. */
const PATIENCE = process.env["FC_RUNS"] === undefined ? 1 : 10;

/** Tests of one cost; the files of `setUp` run once before all of its files. */
const project = (name: string, folders: string, [test, hook]: readonly [number, number], setUp: string[] = []) => ({
  test: {
    name,
    include: [`${TESTS}/${folders}/**/*.test.ts`],
    globalSetup: setUp.map((file) => `${TESTS}/support/${file}.ts`),
    setupFiles: [`${TESTS}/support/propertyRuns.ts`],
    env: { NO_COLOR: "1", TZ: "UTC" },
    // A worker loads the code once for all of its files: half the time. So no test may leave anything behind.
    isolate: false,
    testTimeout: test * PATIENCE * SECONDS,
    hookTimeout: hook * SECONDS,
  },
});

export default defineConfig({
  test: {
    // On two cores the default is one worker, and most tests wait for processes of their own.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      // `npm test`
      project("unit", "{src,page,structure,faults,bench,pictures}", [20, 120]),
      project("host", "local", [120, 300]),
      project("cli", "cli", [180, 600], ["php", "warmCache"]),
      // `npm run test:full`
      project("checkout", "{checkout,slow}", [180, 600], ["warmCache"]),
      project("docker", "docker", [120, 300]),
      project("gitlab", "gitlab", [300, 120], ["gitlabSetup"]),
      project("bun", "bun", [120, 120], ["bunSetup"]),
      project("sarif", "sarif", [120, 120], ["sarifSetup"]),
      project("browser", "browser", [120, 120], ["browser"]),
    ],
  },
});
