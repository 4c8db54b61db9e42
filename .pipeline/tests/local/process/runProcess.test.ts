import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type ProcessRequest, runProcess } from "../../../local/process/runProcess.ts";
import { endAfterTest, pidIn } from "../../support/ownProcesses.ts";
import { eventually, isRunning } from "../../support/polling.ts";
import { testFolder } from "../../support/testFolder.ts";

const NODE = process.execPath;

/** A process that runs this JavaScript. */
function script(code: string, over: Partial<ProcessRequest> = {}): ProcessRequest {
  const limits = { timeoutMs: 60_000, maxBytes: 1_000_000, signal: new AbortController().signal };
  return { file: NODE, args: ["-e", code], cwd: "/", env: {}, ...limits, ...over };
}

test("a process that ends gives its exit code and both its streams, as they were", async () => {
  const code = "process.stdout.write('out\\n\\n'); process.stderr.write('err'); process.exitCode = 7";
  expect(await runProcess(script(code))).toEqual({ end: { kind: "exit", code: 7 }, stdout: "out\n\n", stderr: "err" });
});

test("a process that is killed gives the signal", async () => {
  const { end, stdout } = await runProcess(script("console.log(1); process.kill(process.pid, 'SIGKILL')"));
  expect(end).toEqual({ kind: "signal", name: "SIGKILL" });
  expect(stdout).toBe("1\n");
});

test("a process sees the given environment, folder and arguments and nothing else, with no shell between", async () => {
  const code = "console.log(JSON.stringify([process.env, process.cwd(), process.argv.slice(1)]))";
  const cwd = testFolder();
  const args = ["-e", code, "--", "$HOME", "a b", "*", "'\n\""];
  const { stdout } = await runProcess(script("", { args, cwd, env: { ONLY: "this" } }));
  expect(JSON.parse(stdout)).toEqual([{ ONLY: "this" }, cwd, ["$HOME", "a b", "*", "'\n\""]]);
});

test("a process has no standard input to wait for", async () => {
  const { stdout } = await runProcess(script("process.stdin.on('end', () => console.log('nothing')).resume()"));
  expect(stdout).toBe("nothing\n");
});

test("a process that takes too long is ended and says so, with what it had printed", async () => {
  const request = script("console.log('begun'); setInterval(() => {}, 1000)", { timeoutMs: 1500 });
  expect(await runProcess(request)).toMatchObject({ end: { kind: "timeout", seconds: 1.5 }, stdout: "begun\n" });
});

test("a process that takes too long and will not hear is killed", async () => {
  const code = "process.on('SIGTERM', () => {}); console.log('begun'); setInterval(() => {}, 1000)";
  expect((await runProcess(script(code, { timeoutMs: 1000 }))).end.kind).toBe("timeout");
});

test.each(["stdout", "stderr"] as const)("a process that floods %s is ended and says so", async (stream) => {
  const code = `const more = () => process.${stream}.write('x'.repeat(65536), more); more()`;
  const result = await runProcess(script(code, { maxBytes: 100_000 }));
  expect(result.end).toEqual({ kind: "overflow", bytes: 100_000 });
  expect(result[stream].length).toBeLessThanOrEqual(100_000);
});

test("a flood of letters that take more than one byte is a flood, too", async () => {
  // 75,000 letters in 150,000 bytes, and a process that waits to be ended.
  const code = "process.stdout.write('é'.repeat(75_000)); setInterval(() => {}, 1000)";
  expect((await runProcess(script(code, { maxBytes: 100_000 }))).end.kind).toBe("overflow");
});

test("a program that is not there, or may not be run, is not started and says why", async () => {
  const missing = await runProcess(script("", { file: "/nowhere/ruff" }));
  expect(missing.end).toMatchObject({ kind: "not-started", reason: expect.stringContaining("ENOENT") });
  const folder = testFolder({ plain: "no program" });
  chmodSync(join(folder, "plain"), 0o644);
  const forbidden = await runProcess(script("", { file: join(folder, "plain") }));
  expect(forbidden.end).toMatchObject({ kind: "not-started", reason: expect.stringContaining("EACCES") });
});

test("a folder that is not there starts nothing", async () => {
  expect((await runProcess(script("", { cwd: "/nowhere" }))).end.kind).toBe("not-started");
});

/** A process whose grandchild writes its own id and then waits, deaf to SIGTERM or not. */
function family(folder: string, deaf: boolean): string {
  endAfterTest(folder, "pid");
  const grandchild = `
    ${deaf ? "process.on('SIGTERM', () => {});" : ""}
    require('fs').writeFileSync(${JSON.stringify(join(folder, "pid"))}, String(process.pid));
    setInterval(() => {}, 1000)`;
  const spawned = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'ignore' })`;
  return `${spawned}; setInterval(() => {}, 1000)`;
}

test.each([
  ["that ends when asked", false],
  ["that will not hear", true],
])("an abort ends the whole family with a grandchild %s, and throws the signal's reason", async (_, deaf) => {
  const folder = testFolder();
  const stop = new AbortController();
  const running = runProcess(script(family(folder, deaf), { signal: stop.signal }));
  await eventually("the grandchild runs", () => pidIn(folder, "pid") > 0);
  const reason = new Error("Ctrl-C");
  stop.abort(reason);
  await expect(running).rejects.toBe(reason);
  await eventually("the grandchild is gone", () => !isRunning(pidIn(folder, "pid")));
});

test("a time-out ends the grandchildren, too", async () => {
  const folder = testFolder();
  const { end } = await runProcess(script(family(folder, false), { timeoutMs: 1500 }));
  expect(end.kind).toBe("timeout");
  await eventually("the grandchild is gone", () => !isRunning(pidIn(folder, "pid")));
});

test("a signal that is aborted already starts nothing", async () => {
  const folder = testFolder();
  const code = `require('fs').writeFileSync(${JSON.stringify(join(folder, "ran"))}, '')`;
  await expect(runProcess(script(code, { signal: AbortSignal.abort("stop") }))).rejects.toBe("stop");
  expect(existsSync(join(folder, "ran"))).toBe(false);
});

test("what a process leaves running ends with it, and its open streams hold nothing up", async () => {
  const folder = testFolder();
  endAfterTest(folder, "left");
  const file = JSON.stringify(join(folder, "left"));
  const child = `require('fs').writeFileSync(${file}, String(process.pid)); setInterval(() => {}, 1000)`;
  const code = `
    require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }).unref();
    const look = setInterval(() => { if (require('fs').existsSync(${file})) { clearInterval(look); process.exit(0); } }, 20)`;
  expect((await runProcess(script(code))).end).toEqual({ kind: "exit", code: 0 });
  await eventually("what it left is gone", () => !isRunning(pidIn(folder, "left")));
});

/** A process that leaves another in a session of its own behind, which holds its streams open. */
function leaving(folder: string, then: string): string {
  endAfterTest(folder, "stray");
  const file = JSON.stringify(join(folder, "stray"));
  const stray = `
    process.on('SIGTERM', () => {});
    require('fs').writeFileSync(${file}, String(process.pid)); setInterval(() => {}, 1000)`;
  return `
    const stray = ['-e', ${JSON.stringify(stray)}];
    require('child_process').spawn(process.execPath, stray, { stdio: 'inherit', detached: true }).unref();
    const look = setInterval(() => {
      if (!require('fs').existsSync(${file})) return;
      clearInterval(look); console.log('done'); ${then}
    }, 20)`;
}

test("the streams of what left the group are not waited for without end, and nothing that was said is lost", async () => {
  const code = leaving(testFolder(), "process.exit(3)");
  expect(await runProcess(script(code))).toEqual({
    end: { kind: "exit", code: 3 },
    stdout: "done\n",
    stderr: "",
    heldOpen: true,
  });
});

const onLinux = test.skipIf(process.platform !== "linux");

onLinux("what left the group of a contained process ends with it", async () => {
  const folder = testFolder();
  const result = await runProcess(script(leaving(folder, "process.exit(3)"), { contained: true }));
  expect(result).toEqual({ end: { kind: "exit", code: 3 }, stdout: "done\n", stderr: "" });
  await eventually("it is gone", () => !isRunning(pidIn(folder, "stray")));
});

onLinux("a time-out ends what left the group of a contained process, too", async () => {
  const folder = testFolder();
  const { end, stdout, heldOpen } = await runProcess(
    script(leaving(folder, "setInterval(() => {}, 1000)"), { timeoutMs: 3000, contained: true }),
  );
  expect([end.kind, stdout, heldOpen]).toEqual(["timeout", "done\n", undefined]);
  await eventually("it is gone", () => !isRunning(pidIn(folder, "stray")));
});

test("a list of words that is too long for the system starts nothing, and says why", async () => {
  const { end } = await runProcess(script("", { args: ["x".repeat(5_000_000)] }));
  expect(end).toMatchObject({ kind: "not-started", reason: expect.stringContaining("E2BIG") });
});
