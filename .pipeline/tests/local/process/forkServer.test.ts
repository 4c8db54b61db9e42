import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { ROOT } from "../../support/cli.ts";
import { endAfterTest, pidIn } from "../../support/ownProcesses.ts";
import { eventually, isRunning } from "../../support/polling.ts";
import { testFolder } from "../../support/testFolder.ts";
import { poolOf, pythonOf, warmRequest, warmScript } from "../../support/warmScript.ts";

let python: string;
beforeAll(async () => {
  python = await pythonOf("black");
});

const STATE = `
import gc, json, os, signal, sys
def depth():
    try:
        return 1 + depth()
    except RecursionError:
        return 1
handled = {str(number): str(signal.getsignal(number)) for number in signal.Signals}
names = sorted(name for name in globals() if name != "__cached__")
state = [names, __name__, sys.argv, sys.path, str(sys.flags), sys.orig_argv[1:], hash("x"), os.getcwd()]
mine = {name: value for name, value in os.environ.items() if name != "DRYDOCK_PROCESS"}
open_files = sorted(name for name in os.listdir("/dev/fd") if int(name) < 100)
streams = [(one.encoding, one.errors, one.line_buffering, one.isatty()) for one in (sys.stdout, sys.stderr)]
def future(x: 1 + 1): ...
print(json.dumps([*state, future.__annotations__, mine, open_files, streams, handled, depth(), os.getpid() == os.getpgid(0), sys.stdin.read()]))
`;

test("a fork is what a new process would be", async () => {
  const { run, cold } = warmScript(python, STATE);
  const expected = await cold();
  expect(expected.end).toEqual({ kind: "exit", code: 0 });
  expect(await run()).toEqual(expected);
});

test("nothing of a run is left for the next", async () => {
  const { run } = warmScript(
    python,
    `
import builtins, os, sys
print(hasattr(builtins, "seen"), "SEEN" in os.environ, "/seen" in sys.path, os.getcwd())
builtins.seen = 1; os.environ["SEEN"] = "1"; sys.path.append("/seen"); os.chdir("/"); os.umask(0)
`,
  );
  const first = await run();
  expect(first?.stdout).toMatch(/^False False False /);
  expect(await run()).toEqual(first);
});

const PID = 'import os, time\nopen("pid", "w").write(str(os.getpid()))\nopen("server", "w").write(str(os.getppid()))\n';

const MYPY = `
import os, subprocess, sys
os.environ["GIVEN"] = "late"
command = [sys.executable, "-m", "mypy.build_worker", "--x=1"]
workers = [subprocess.Popen(command, env=os.environ) for _ in range(3)]
print(*(worker.wait(timeout=10) for worker in workers), sys.argv[1:])
`;
const WORKER = `
import os, sys
os.write(1, f"{sys.argv[1:]} {os.environ['GIVEN']} {'pkgutil' in sys.modules}\\n".encode())
sys.exit(7)
`;

test("as many workers as mypy is told to have are forks, too, with the words and variables that it gives them", async () => {
  const mypy = { "mypy/__init__.py": "", "mypy/main.py": "", "mypy/__main__.py": MYPY };
  const folder = testFolder({ ...mypy, "mypy/build_worker/__init__.py": "", "mypy/build_worker/__main__.py": WORKER });
  const own = warmRequest(python, folder, ["-m", "mypy", "--num-workers", "2"]);
  const result = await poolOf().run({ ...own, env: { ...own.env, PYTHONPATH: folder } });
  const lines = result?.stdout.split("\n").sort();
  const [fork, process] = [true, false].map((is) => `['--x=1'] late ${is ? "True" : "False"}`);
  expect(lines).toEqual(["", "7 7 7 ['--num-workers', '2']", process, fork, fork]);
});

test("after so many runs, a fresh server takes over, and the old one ends", async () => {
  const { folder, run } = warmScript(python, PID);
  const seen: number[] = [];
  for (let count = 0; count < 4; count += 1) {
    await run();
    seen.push(pidIn(folder, "server"));
  }
  expect(new Set(seen.slice(0, 3)).size).toBe(1);
  expect(seen[3]).not.toBe(seen[0]);
  await eventually("the old server has ended", () => !isRunning(seen[0] as number));
});

test("a server that dies leaves its run to a process of its own, and another takes its place", async () => {
  const { folder, run } = warmScript(
    python,
    `${PID}import signal, sys\nif len(sys.argv) > 1:\n    os.kill(os.getppid(), signal.SIGKILL)\n    time.sleep(60)\n`,
  );
  await run();
  const first = pidIn(folder, "server");
  expect(await run({}, ["die"])).toBeUndefined();
  await eventually("its fork has ended", () => !isRunning(pidIn(folder, "pid")));
  expect(await run()).toMatchObject({ end: { kind: "exit", code: 0 } });
  expect(pidIn(folder, "server")).not.toBe(first);
});

test.each([
  ["crashes", "raise OSError('no')"],
  ["is killed", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"],
])("what %s is left to a process of its own", async (_, code) => {
  const { run } = warmScript(python, code);
  expect(await run()).toBeUndefined();
});

const CHILD = `${PID}
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"])
open("child", "w").write(str(child.pid))
time.sleep(60)
`;

test("an abort ends the fork with all that it has started, and throws the signal's reason; the server stays", async () => {
  const { folder, run } = warmScript(python, CHILD);
  const stop = new AbortController();
  const running = run({ signal: stop.signal });
  await eventually("the grandchild runs", () => pidIn(folder, "child") > 0);
  const reason = new Error("saved again");
  stop.abort(reason);
  await expect(running).rejects.toBe(reason);
  await eventually("all is gone", () => !["pid", "child"].some((name) => isRunning(pidIn(folder, name))));
  expect(isRunning(pidIn(folder, "server"))).toBe(true);
});

test("a run that takes too long, or prints too much, is ended and says so", async () => {
  const { run } = warmScript(
    python,
    "import sys, time\nprint('begun', flush=True)\nif len(sys.argv) > 1:\n    print('x' * 200_000)\ntime.sleep(60)\n",
  );
  await run({ timeoutMs: 1 });
  expect(await run({ timeoutMs: 1000 })).toMatchObject({ end: { kind: "timeout" }, stdout: "begun\n" });
  expect((await run({ maxBytes: 100_000 }, ["flood"]))?.end).toEqual({ kind: "overflow", bytes: 100_000 });
});

test("the end of the pool ends the servers, and what runs in them", async () => {
  const { folder, pool, run } = warmScript(python, CHILD);
  const running = run();
  await eventually("the grandchild runs", () => pidIn(folder, "child") > 0);
  await pool.close();
  expect(await running).toBeUndefined();
  const names = ["server", "pid", "child"];
  await eventually("all is gone", () => !names.some((name) => isRunning(pidIn(folder, name))));
  expect(await run()).toBeUndefined();
});

test("the end of a server's standard input ends it, and what runs in it", async () => {
  const { folder, request } = warmScript(python, CHILD);
  const { args, cwd, env } = request();
  const stdio = ["pipe", "ignore", "ignore", "pipe", "pipe"] as const;
  const server = spawn(python, [join(folder, "drydock_warm.py")], { env, stdio: [...stdio] });
  server.stdin?.write(`${JSON.stringify({ slot: 0, words: args, cwd, env })}\n`);
  endAfterTest(folder, "server", "pid", "child");
  await eventually("the grandchild runs", () => pidIn(folder, "child") > 0);
  server.stdin?.end();
  await eventually("all is gone", () => !["server", "pid", "child"].some((name) => isRunning(pidIn(folder, name))));
});

test("a server and what runs in it die with a Drydock that is killed", async () => {
  const { folder, request } = warmScript(python, CHILD);
  const names = ["server", "pid", "child"];
  endAfterTest(folder, ...names);
  const { signal: _, ...plain } = request();
  const [file, pool] = [join(folder, "drydock.mts"), join(ROOT, ".pipeline/local/process/warmPool.ts")];
  writeFileSync(
    file,
    `import { warmPool } from ${JSON.stringify(pool)};
     const { signal } = new AbortController();
     await warmPool({ scripts: ${JSON.stringify(folder)} }).run({ ...${JSON.stringify(plain)}, signal });`,
  );
  const drydock = spawn(process.execPath, ["--import", "tsx", file], { cwd: ROOT, stdio: "ignore" });
  onTestFinished(() => void drydock.kill("SIGKILL"));
  await eventually("the grandchild runs", () => pidIn(folder, "child") > 0, 30);
  drydock.kill("SIGKILL");
  await eventually("all is gone", () => !names.some((name) => isRunning(pidIn(folder, name))));
});

test("a server that is stopped does not hold up a run for ever: it is ended, and a process of its own tells", async () => {
  const { folder, run } = warmScript(python, `${PID}import signal\nos.kill(os.getppid(), signal.SIGSTOP)\n`);
  expect(await run()).toBeUndefined();
  await eventually("the server is gone", () => !isRunning(pidIn(folder, "server")));
});
