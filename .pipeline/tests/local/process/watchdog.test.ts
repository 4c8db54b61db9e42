import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { endAfterTest, pidIn } from "../../support/ownProcesses.ts";
import { eventually, isRunning } from "../../support/polling.ts";
import { testFolder } from "../../support/testFolder.ts";

const PIPELINE = join(import.meta.dirname, "..", "..", "..");
const RUN_PROCESS = pathToFileURL(join(PIPELINE, "local", "process", "runProcess.ts")).href;

/** A process that writes its own id into the folder under that name, and waits. */
function waiting(folder: string, name: string, before = ""): string {
  const file = JSON.stringify(join(folder, name));
  return `${before}; require('fs').writeFileSync(${file}, String(process.pid)); setInterval(() => {}, 1000)`;
}

/** Starts another Node that runs these lines with runProcess at hand, as Drydock does. */
function parent(folder: string, lines: string): ChildProcess {
  const file = join(folder, "parent.mts");
  writeFileSync(
    file,
    `import { runProcess } from ${JSON.stringify(RUN_PROCESS)};
     const stop = new AbortController();
     const run = (code: string) => runProcess({ file: process.execPath, args: ["-e", code], cwd: "/", env: {},
       timeoutMs: 60_000, maxBytes: 1000, signal: stop.signal, contained: true });
     ${lines}`,
  );
  const started = spawn(process.execPath, ["--import", "tsx", file], {
    cwd: join(PIPELINE, ".."),
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(() => void started.kill("SIGKILL"));
  return started;
}

test("the tools and their children die with a Drydock that is killed", async () => {
  const folder = testFolder();
  const worker = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(waiting(folder, "worker"))}], { stdio: 'ignore' })`;
  const tool = JSON.stringify(waiting(folder, "tool", worker));
  const other = JSON.stringify(waiting(folder, "other"));
  // One ends in between, so that its group is taken off the list and the rest are kept.
  const drydock = parent(folder, `void run(${tool}); await run("0"); void run(${other});`);
  const names = ["tool", "worker", "other"];
  endAfterTest(folder, ...names);
  await eventually("the tools run", () => names.every((name) => pidIn(folder, name) > 0));
  expect(names.every((name) => isRunning(pidIn(folder, name)))).toBe(true);
  drydock.kill("SIGKILL");
  await eventually("all of them are gone", () => names.every((name) => !isRunning(pidIn(folder, name))));
});

test("a child that will not hear dies with a Drydock that leaves as soon as its run is aborted", async () => {
  const folder = testFolder();
  endAfterTest(folder, "deaf");
  const deaf = JSON.stringify(waiting(folder, "deaf", "process.on('SIGTERM', () => {})"));
  const tool = `require('child_process').spawn(process.execPath, ['-e', ${deaf}], { stdio: 'ignore' })`;
  parent(
    folder,
    `import { existsSync } from "node:fs";
     const running = run(${JSON.stringify(`${tool}; setInterval(() => {}, 1000)`)}).catch(() => process.exit(130));
     const look = setInterval(() => { if (existsSync(${JSON.stringify(join(folder, "deaf"))})) { clearInterval(look); stop.abort(); } }, 20);
     await running;`,
  );
  await eventually("the child runs", () => pidIn(folder, "deaf") > 0);
  await eventually("the child is gone", () => !isRunning(pidIn(folder, "deaf")));
});

test.skipIf(process.platform !== "linux")("what left its group dies with a Drydock that is killed", async () => {
  const folder = testFolder();
  endAfterTest(folder, "stray");
  const code = JSON.stringify(waiting(folder, "stray"));
  const tool = `require('child_process').spawn(process.execPath, ['-e', ${code}], { stdio: 'ignore', detached: true }); setInterval(() => {}, 1000)`;
  const drydock = parent(folder, `await run(${JSON.stringify(tool)});`);
  await eventually("it runs", () => pidIn(folder, "stray") > 0);
  drydock.kill("SIGKILL");
  await eventually("it is gone", () => !isRunning(pidIn(folder, "stray")));
});
