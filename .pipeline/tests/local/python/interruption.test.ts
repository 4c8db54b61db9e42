import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { environmentHealth } from "../../../local/python/environment.ts";
import { type ToolEnvironmentRequest, toolEnvironment } from "../../../local/python/install.ts";
import { LOCK, namesIn, type Surroundings, script, surroundings } from "./surroundings.ts";

let around: Surroundings;
let stuckUv: string;
let pipe: string;

beforeAll(async () => {
  around = await surroundings();
  pipe = join(around.folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  // A uv that makes the environment, begins to install, says so into the pipe, and never ends.
  const begin = `pip) mkdir -p "$4/../../half"; echo $$ > ${pipe}; exec /usr/bin/tail -f /dev/null ;;`;
  stuckUv = script(join(around.folder, "stuck-uv"), `case "$1" in ${begin} esac`, `exec ${around.uvPath} "$@"`);
});
beforeEach(() => rmSync(around.root, { recursive: true, force: true }));
afterAll(() => around.remove());

function request(more: Partial<ToolEnvironmentRequest> = {}): ToolEnvironmentRequest {
  const { interpreter, root, env, uvPath } = around;
  const { signal } = new AbortController();
  return { lock: LOCK, interpreter, root, env, uv: async () => uvPath, signal, ...more };
}

const isGone = (pid: number) => () => expect(() => process.kill(pid, 0)).toThrow("ESRCH");

test("an abort in the middle of an installation ends uv and leaves nothing", async () => {
  const controller = new AbortController();
  const making = toolEnvironment(request({ signal: controller.signal, uv: async () => stuckUv }));
  const outcome = making.catch((error) => error);
  const pid = Number(await readFile(pipe, "utf8"));
  expect(namesIn(around.root)).toEqual(Array(2).fill(expect.stringMatching(/^\.tmp-/)));
  controller.abort(new Error("stopped"));
  expect(await outcome).toMatchObject({ message: "stopped" });
  expect(namesIn(around.root)).toEqual([]);
  isGone(pid)();
});

test("after a kill in the middle of an installation uv ends too, and the next run makes the environment", async () => {
  const child = startElsewhere();
  const ended = new Promise((done) => child.once("exit", (_, signal) => done(signal ?? "by itself")));
  const begun = readFile(pipe, "utf8");
  expect(await Promise.race([begun.then(() => "begun"), ended])).toBe("begun");
  const pid = Number(await begun);
  // Its answer shows that it is done with starting uv, which includes setting the watchdog on it.
  child.send("?");
  await once(child, "message");
  process.kill(child.pid as number, "SIGKILL");
  expect(await ended).toBe("SIGKILL");
  await vi.waitFor(isGone(pid), { timeout: 5000 });
  expect(namesIn(around.root)).toEqual(Array(2).fill(expect.stringMatching(/^\.tmp-/)));
  const { folder } = await toolEnvironment(request());
  expect(await environmentHealth(folder)).toBeUndefined();
  expect(namesIn(around.root)).toEqual([expect.stringMatching(/^pyflakes-/)]);
});

test("what a living process is making is left alone until it is a day old; other machines' likewise", async () => {
  const name = (machine: string, pid: number) => join(around.root, `.tmp-${machine}-${pid}-00000000`);
  const host = await ownHost();
  const [living, old] = [name(host, process.ppid), name(host, process.pid)];
  const [elsewhere, dead] = [name("00000000", 2 ** 22 + 1), name(host, 2 ** 22 + 1)];
  for (const folder of [living, old, elsewhere, dead]) mkdirSync(folder, { recursive: true });
  const before = Date.now() / 1000 - 25 * 60 * 60;
  utimesSync(old, before, before);
  await toolEnvironment(request());
  expect(
    namesIn(around.root)
      .filter((found) => found.startsWith(".tmp-"))
      .map((found) => join(around.root, found)),
  ).toEqual([living, elsewhere].sort());
});

/** The word for this machine in the names of temporary folders. */
async function ownHost(): Promise<string> {
  const controller = new AbortController();
  const making = toolEnvironment(request({ signal: controller.signal, uv: async () => stuckUv })).catch(() => {});
  await readFile(pipe, "utf8");
  const [found = ""] = namesIn(around.root);
  controller.abort();
  await making;
  return found.split("-")[1] as string;
}

/** Makes the environment with the stuck uv in a process of its own. */
function startElsewhere(): ChildProcess {
  const repository = resolve(import.meta.dirname, "../../../..");
  const { uv: _, signal: __, ...plain } = request();
  const module = join(repository, ".pipeline/local/python/install.ts");
  const program = join(around.folder, "child.mts");
  const line = `{ ...${JSON.stringify(plain)}, uv: async () => ${JSON.stringify(stuckUv)}, signal: new AbortController().signal }`;
  const answer = 'process.on("message", () => process.send?.("!"));';
  const lines = [
    `import { toolEnvironment } from ${JSON.stringify(module)};`,
    answer,
    `void toolEnvironment(${line});`,
  ];
  writeFileSync(program, lines.join("\n"));
  const tsx = import.meta.resolve("tsx");
  const options = ["--import", tsx, program];
  const child = spawn(process.execPath, options, { cwd: repository, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}
