import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { beforeAll, expect, it } from "vitest";
import { ROOT, temporary } from "../support/cli.ts";
import { installDocker, startDocker } from "../support/dockerDaemon.ts";
import { eventually } from "../support/polling.ts";
import { standInImage } from "../support/standInImage.ts";

const CALLER = 1234;

beforeAll(installDocker);

it("make calls Dagger in a container of a real daemon: its words, its user, its exit code, its end", async () => {
  const { host } = await startDocker();
  const image = await standInImage(host);
  const folder = checkout();
  const at = (name: string) => join(folder, name);
  const lines = (name: string) => readFileSync(at(name), "utf8").trim().split("\n");
  // As the caller, who may use the socket by its group and is not root.
  const socket = host.replace("unix://", "");
  chmodSync(dirname(socket), 0o755);
  const group = String(statSync(socket).gid);
  const user = ["--reuid", String(CALLER), "--regid", String(CALLER), "--groups", group];
  const as = (who: readonly string[], words: readonly string[]) => {
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      DOCKER_HOST: host,
      DRYDOCK_IMAGE: image,
      https_proxy: "http://proxy:1",
    };
    return execa("setpriv", [...who, ...words], {
      cwd: folder,
      env,
      extendEnv: false,
      reject: false,
      stdin: "ignore",
    });
  };
  const call = (...words: readonly string[]) => as(user, words);

  const lint = await call("make", "lint", "SOURCE=my src", "CONFIG=.config");
  expect(lint.stdout).toContain("Engine: dagger");
  expect(lint.exitCode, lint.stderr).toBe(0);
  expect(lines("argv")).toEqual([
    ...["call", "-m", ".", "--source", "my src", "--source-path", "my src"],
    ...["--config", ".config", "--config-path", ".config", "verdict", "--checks", "lint", "stdout"],
  ]);
  expect([lines("uid"), lines("gid")]).toEqual([[String(CALLER)], [String(CALLER)]]);
  expect(lines("groups").join(" ").split(" ")).toContain(group);
  expect([lines("socket"), lines("home")]).toEqual([["yes"], ["yes"]]);
  expect(statSync(at("argv"))).toMatchObject({ uid: CALLER, gid: CALLER });
  for (const set of ["DAGGER_NO_NAG=1", "DO_NOT_TRACK=1", "https_proxy=http://proxy:1", `PWD=${folder}`]) {
    expect(lines("environment")).toContain(set);
  }

  await call("make", "format");
  expect(lines("argv").slice(-2)).toEqual(["format", "-y"]);
  // Root's files would be root's: the checkout's owner writes them.
  await as(["--reuid", "0"], ["make", "fix"]);
  expect([lines("argv").at(-2), lines("uid")]).toEqual(["fix", [String(CALLER)]]);

  writeFileSync(at("code"), "3");
  expect((await call(".docker/dagger.sh", "call", "lint")).exitCode).toBe(3);
  expect((await call("make", "pipeline")).exitCode).not.toBe(0);
  rmSync(at("code"));

  writeFileSync(at("wait"), "");
  const waiting = call(".docker/dagger.sh", "call", "run-all");
  await eventually("the container is at work", () => existsSync(at("waiting")), 60);
  waiting.kill("SIGINT");
  expect((await waiting).exitCode).toBe(130);
  expect(lines("ended")).toEqual(["INT"]);
  expect((await execa("docker", ["--host", host, "ps", "--all", "--quiet"])).stdout).toBe("");
});

/** What of this checkout the commands need, below a path with a space, owned by the caller. */
function checkout(): string {
  const folder = join(temporary(), "a checkout");
  mkdirSync(folder);
  for (const name of ["makefile", "dagger.json", ".docker"])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  for (const path of [join(folder, ".."), folder]) chownSync(path, CALLER, CALLER);
  return folder;
}
