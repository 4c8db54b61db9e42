import { beforeAll, expect, test } from "vitest";
import { pidIn } from "../../support/ownProcesses.ts";
import { eventually, isRunning } from "../../support/polling.ts";
import { pythonOf, warmScript } from "../../support/warmScript.ts";

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
print(json.dumps([*state, mine, open_files, streams, handled, depth(), os.getpid() == os.getpgid(0), sys.stdin.read()]))
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
