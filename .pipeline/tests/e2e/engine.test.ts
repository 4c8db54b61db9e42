import { beforeAll, expect, it } from "vitest";
import { installDocker, startDocker } from "../support/dockerDaemon.ts";
import { make, makeFolder } from "../support/makeFolder.ts";

beforeAll(installDocker);

it("make takes Dagger's engine while a Docker daemon answers, and the local one once it is gone", async () => {
  const folder = makeFolder();
  const { host, stop } = await startDocker();
  const up = await make(folder, ["lint", "ARGS=--help"], { DOCKER_HOST: host });
  expect(up.stdout).toMatch(/^Engine: dagger\ndagger\ncall\n/);
  await stop();
  const down = await make(folder, ["lint", "ARGS=--help"], { DOCKER_HOST: host });
  expect(down.stdout).toMatch(/^Engine: local\nUsage: drydock lint/);
});
