import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ProcessRequest } from "../../../local/process/runProcess.ts";
import { plan, worldWith } from "../../support/hostWorld.ts";
import { exit } from "../../support/judging.ts";
import { endAfterTest, pidIn } from "../../support/ownProcesses.ts";
import { eventually, isRunning } from "../../support/polling.ts";
import { samplePlan, sampleStep } from "../../support/samplePlan.ts";
import { testFolder } from "../../support/testFolder.ts";

const { signal } = new AbortController();

test("the steps run one after another in the source folder, whatever their exit codes", async () => {
  const { folder, execute } = worldWith({ one: "pwd; echo words >&2; exit 3", two: "exit 0" });
  const execution = await execute(plan([{ argv: ["one"] }, { argv: ["two"] }]), signal);
  const cwd = join(folder, "source");
  expect(execution).toEqual({
    outputs: [
      { step: "step-0", end: exit(3), stdout: `${cwd}\n`, stderr: "words\n" },
      { step: "step-1", end: exit(0), stdout: "", stderr: "" },
    ],
    cwd,
    durationMs: expect.any(Number),
    cached: false,
  });
});

const retry = { when: "no worker", argv: ["one", "alone"] };

test("a step whose tool had a fault of the moment runs once more, with other words", async () => {
  const script = '[ "$1" = alone ] && echo found && exit 1; echo "no worker came" >&2; exit 2';
  const { execute } = worldWith({ one: script });
  const { outputs } = await execute(plan([{ argv: ["one"], retry }]), signal);
  expect(outputs).toEqual([{ step: "step-0", end: exit(1), stdout: "found\n", stderr: "" }]);
});

test("no step runs a third time, nor a second after other words", async () => {
  const { folder, execute } = worldWith({ one: 'echo "$@" >> ../runs; echo "no worker"; exit 2', two: "exit 2" });
  const { outputs } = await execute(
    plan([
      { argv: ["one"], retry },
      { argv: ["two"], retry },
    ]),
    signal,
  );
  expect(readFileSync(join(folder, "runs"), "utf8")).toBe("\nalone\n");
  expect(outputs).toMatchObject([{ stdout: "no worker\n" }, { end: exit(2) }]);
});

test("a step that did not end by itself is the last one", async () => {
  const { execute } = worldWith({ one: "kill -9 $$", two: "exit 0" });
  const { outputs } = await execute(plan([{ argv: ["one"] }, { argv: ["two"] }]), signal);
  expect(outputs).toMatchObject([{ step: "step-0", end: { kind: "signal", name: "SIGKILL" } }]);
});

test("every place of argv and of the variables is filled in", async () => {
  const { folder, execute } = worldWith({ tool: '{ echo "$@"; echo "$MINE"; } > words' });
  const argv = ["tool", "{config}", "{cache}", "{cores}", "{scripts}", "{tool-site}", "{app-python}", "{app-site}"];
  await execute(plan([{ argv, env: { MINE: "{cache}" } }], { application: true }), signal);
  const at = (path: string) => join(folder, path);
  const cache = at("scratch/caches/mypy");
  const config = at("scratch/rooms/typecheck/config/step-0/mypy.ini");
  const filled = [config, cache, "3", "/drydock/python", at("env/site"), at("app/bin/python"), at("app/site")];
  expect(readFileSync(at("source/words"), "utf8")).toBe(`${filled.join(" ")}\n${cache}\n`);
  expect(existsSync(cache)).toBe(true);
});

test("a program with a path of its own is that program, not one of the tool's environment", async () => {
  const { folder, execute } = worldWith({ python: "echo tool" });
  writeFileSync(join(folder, "app/bin/python"), "#!/bin/sh\necho application\n");
  chmodSync(join(folder, "app/bin/python"), 0o755);
  const { outputs } = await execute(plan([{ argv: ["{app-python}"] }], { application: true }), signal);
  expect(outputs[0]?.stdout).toBe("application\n");
});

test("a tool that is a program of the user's runs under its own path, with what stands beside it on PATH", async () => {
  const folder = testFolder({ "own/php8.2": '#!/bin/sh\necho "$0 $*"; echo "$PATH"\n' });
  const path = join(folder, "own/php8.2");
  chmodSync(path, 0o755);
  const { execute } = worldWith({}, { toolEnvironment: async () => ({ path, version: "8.2.1" }) });
  const { outputs } = await execute(plan([{ tool: "php", argv: ["php", "{scripts}/x.php", "{cores}"] }]), signal);
  expect(outputs[0]?.stdout).toBe(
    `${path} /drydock/python/x.php 3\n${join(folder, "own")}:/usr/local/bin:/usr/bin:/bin\n`,
  );
});

test("nothing of the user's environment reaches a tool", async () => {
  const { folder, execute } = worldWith({ tool: "/usr/bin/env | /usr/bin/sort" });
  const { outputs } = await execute(plan([{ argv: ["tool"], env: { LANG: "C.UTF-8" } }]), signal);
  const names = (outputs[0]?.stdout ?? "").split("\n").map((line) => line.split("=", 1)[0]);
  // The shell adds the last ones by itself, and by the first a process can be told that is left behind.
  expect(names.filter((name) => !["", "_", "PWD", "OLDPWD", "SHLVL"].includes(name ?? ""))).toEqual([
    "DRYDOCK_PROCESS",
    "HOME",
    "LANG",
    "PATH",
  ]);
  expect(outputs[0]?.stdout).toContain(`HOME=${join(folder, "scratch/rooms/typecheck/home")}\n`);
  expect(outputs[0]?.stdout).toContain("PATH=/opt/drydock/mypy/bin:");
});

test("a tool that is kept warm is asked first, and a process tells only what that cannot", async () => {
  const asked: string[] = [];
  const warm = {
    run: async ({ file, args, env }: ProcessRequest) => {
      asked.push([file, ...args, env["LANG"]].join(" "));
      return args.includes("warm") ? { end: exit(1), stdout: "in /opt/warm", stderr: "" } : undefined;
    },
    close: async () => {},
  };
  const { folder, execute } = worldWith({ tool: 'echo "cold $1"' }, { warm });
  const env = { LANG: "C.UTF-8" };
  const steps = ["warm", "other"].map((word) => ({ argv: ["tool", word], env }));
  const { outputs } = await execute(plan(steps), signal);
  expect(asked).toEqual(["warm", "other"].map((word) => `${join(folder, "env/bin/tool")} ${word} C.UTF-8`));
  expect(outputs).toMatchObject([
    { end: exit(1), stdout: "in /opt/warm" },
    { end: exit(0), stdout: "cold other\n" },
  ]);
});

test("a step sees its one config file, as it was when the run began, alone in a folder", async () => {
  const { execute } = worldWith({ tool: 'cat "$1"; ls -A "$(dirname "$1")"' });
  const { outputs } = await execute(
    plan([{ argv: ["tool", "{config}"], config: { how: "given", name: ".pylintrc" } }]),
    signal,
  );
  expect(outputs[0]?.stdout).toBe("content of .pylintrc.pylintrc\n");
});

test("a missing config is broken before anything runs, with what to do", async () => {
  const { folder, execute } = worldWith({ tool: "touch ran" }, { config: () => undefined });
  await expect(execute(plan([{ argv: ["tool"] }]), signal)).rejects.toMatchObject({
    kind: "broken",
    message: 'typecheck needs mypy.ini, which is no longer in ".config".',
    hint: expect.stringMatching(/\w/),
  });
  expect(existsSync(join(folder, "source/ran"))).toBe(false);
});

test("a step without a config needs none", async () => {
  const { execute } = worldWith({ tool: "exit 0" }, { config: () => undefined });
  const { config: _, ...step } = sampleStep({ argv: ["tool"] });
  expect((await execute(samplePlan({ steps: [step] }), signal)).outputs).toMatchObject([{ end: exit(0) }]);
});

test("the time limit is the plan's, over all its steps, and is told as it was set", async () => {
  const { execute } = worldWith({ quick: "exit 0", slow: "sleep 30" });
  const before = performance.now();
  const { outputs } = await execute(plan([{ argv: ["quick"] }, { argv: ["slow"] }], { timeoutSeconds: 1 }), signal);
  expect(outputs[1]?.end).toEqual({ kind: "timeout", seconds: 1 });
  expect(performance.now() - before).toBeLessThan(20_000);
});

test("a program that is not in the environment is not started", async () => {
  const { execute } = worldWith({});
  const { outputs } = await execute(plan([{ argv: ["ruff"] }]), signal);
  expect(outputs[0]?.end).toMatchObject({ kind: "not-started", reason: expect.stringContaining("ENOENT") });
});

test("an environment that cannot be made starts no tool", async () => {
  const toolEnvironment = () => Promise.reject(new Error("no network"));
  const { folder, execute } = worldWith({ tool: "touch ran" }, { toolEnvironment });
  await expect(execute(plan([{ argv: ["tool"] }]), signal)).rejects.toThrow("no network");
  expect(existsSync(join(folder, "source/ran"))).toBe(false);
});

test("the application's environment is made for plans that want it alone", async () => {
  const asked: string[] = [];
  const applicationEnvironment = (check: string) => {
    asked.push(check);
    return Promise.reject(new Error("asked"));
  };
  const { execute } = worldWith({ tool: "exit 0" }, { applicationEnvironment });
  await execute(plan([{ argv: ["tool"] }]), signal);
  await expect(execute(plan([{ argv: ["tool"] }], { application: true }), signal)).rejects.toThrow("asked");
  expect(asked).toEqual(["typecheck"]);
});

test("an abort ends the step and rejects with its reason", async () => {
  const { folder, execute } = worldWith({ tool: "touch begun; sleep 30" });
  const stop = new AbortController();
  const running = execute(plan([{ argv: ["tool"] }, { argv: ["tool"] }]), stop.signal);
  await eventually("the tool runs", () => existsSync(join(folder, "source/begun")));
  stop.abort(new Error("Ctrl-C"));
  await expect(running).rejects.toThrow("Ctrl-C");
});

test("a tool's words call its config and its environment as they are called in a container", async () => {
  const { execute } = worldWith({ tool: 'echo "bad value in $1"; echo "$0: failed" >&2' });
  const { outputs } = await execute(plan([{ argv: ["tool", "{config}"] }]), signal);
  expect(outputs[0]).toMatchObject({
    stdout: "bad value in /app/config/mypy.ini\n",
    stderr: "/opt/drydock/mypy/bin/tool: failed\n",
  });
});

test.skipIf(process.platform !== "linux")(
  "what a tool starts in a session of its own ends with it; what hides from that is told, and not waited for",
  async () => {
    const warnings: string[] = [];
    const start = (name: string, env: string) => {
      const code = `require('fs').writeFileSync('../${name}', String(process.pid)); setInterval(() => {}, 1000)`;
      const options = `{ detached: true, stdio: 'inherit', env: ${env} }`;
      const spawned = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(code)}], ${options}).unref()`;
      return `'${process.execPath}' -e ${quoted(spawned)}; until [ -s ../${name} ]; do :; done; echo done; exit 1`;
    };
    const tools = { seen: start("seen", "process.env"), hidden: start("hidden", "{}") };
    const { folder, execute } = worldWith(tools, { warn: (message) => warnings.push(message) });
    endAfterTest(folder, "seen", "hidden");
    const { outputs } = await execute(plan([{ argv: ["seen"] }]), signal);
    expect(outputs).toMatchObject([{ end: exit(1), stdout: "done\n" }]);
    await eventually("it is gone", () => !isRunning(pidIn(folder, "seen")));
    expect(warnings).toEqual([]);
    expect((await execute(plan([{ argv: ["hidden"] }]), signal)).outputs).toMatchObject([
      { end: exit(1), stdout: "done\n" },
    ]);
    expect(warnings).toEqual(["mypy left a process running that could not be ended, and was not waited for."]);
  },
);

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
