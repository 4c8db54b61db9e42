import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drydock } from "../support/callCli.ts";
import { project, put, temporary } from "../support/cli.ts";
import { make, makeFolder } from "../support/makeFolder.ts";

const CLEAN = '"""A module."""\n\nANSWER: int = 42\n';

describe("make", () => {
  it("lists the verbs when it is called without one", async () => {
    const { exitCode, stdout } = await make(makeFolder(), []);
    expect(exitCode).toBe(0);
    for (const verb of [
      "lint",
      "format",
      "mypy",
      "ruff",
      "phplint",
      "fix",
      "unit",
      "pipeline",
      "test",
      "check",
      "e2e",
      "clean",
    ]) {
      expect(stdout).toMatch(new RegExp(`^ {2}.*\\b${verb}\\b`, "m"));
    }
  });

  it("runs a check of another project, also in folders with spaces, and says by which engine", async () => {
    const folder = project({ "my source/a.py": CLEAN, "my source/b.py": CLEAN });
    const places = [`SOURCE=${join(folder, "my source")}`, `CONFIG=${join(folder, ".config")}`];
    const clean = await make(makeFolder(), ["ruff", "ENGINE=local", ...places]);
    expect(clean.stdout).toMatch(/^Engine: local\n/);
    expect(clean.stdout).toMatch(/ruff passed/);
    expect(clean.exitCode).toBe(0);
    put(folder, "my source/b.py", "import os\n");
    const failed = await make(makeFolder(), ["ruff", "ENGINE=local", ...places]);
    expect(failed.stdout).toContain("F401");
    expect(failed.exitCode).not.toBe(0);
  });

  it("calls the verbs by the program's own names, and hands ARGS on", async () => {
    const folder = project({ "src/a.py": CLEAN });
    const words = [
      "ENGINE=local",
      `SOURCE=${join(folder, "src")}`,
      `CONFIG=${join(folder, ".config")}`,
      "ARGS=--dry-run",
    ];
    const pipeline = await called(["pipeline", ...words]);
    expect(pipeline.stdout).toContain("drydock_pylint.py");
    expect(pipeline.stdout).toContain("python -m mypy ");
    const unit = await called(["unit", ...words]);
    expect(unit.stdout).toContain("drydock_pytest.py");
  });

  it("takes the local engine when no Docker daemon answers", async () => {
    const { engine, stdout, code } = await called(["lint", "ARGS=--help"], docker("exit 1"));
    expect(engine).toBe("Engine: local");
    expect(stdout).toMatch(/^Usage: drydock lint/);
    expect(code).toBe(0);
  });

  it("takes Dagger's engine when a Docker daemon answers, with every word in its place", async () => {
    const { stdout } = await make(makeFolder(), ["format", "SOURCE=my source", "ARGS=--help"], docker("exit 0"));
    const places = ["--source", "my source", "--source-path", "my source", "--config", ".config"];
    expect(stdout.split("\n")).toEqual(["Engine: dagger", "dagger", "call", ...places, "format", "-y", "--help"]);
  });

  it("has Dagger write the reports, then tell the verdict, which is what the exit code says", async () => {
    const folder = makeFolder();
    const script = '#!/bin/sh\nprintf "%s " "$@"; echo\ncase "$*" in *run-all*) exit 1 ;; esac\n';
    put(folder, ".docker/dagger.sh", script);
    const { stdout, exitCode } = await make(folder, ["report"], docker("exit 0"));
    const call = "call --source src --source-path src --config .config";
    expect(stdout.split("\n").slice(1, 3)).toEqual([`${call} report export --path .reports `, `${call} run-all `]);
    expect(exitCode).not.toBe(0);
  });

  it("lets the user say which engine, whatever Docker says", async () => {
    const { engine } = await called(["lint", "ENGINE=local", "ARGS=--help"], docker("exit 0"));
    expect(engine).toBe("Engine: local");
  });
});

describe("what make is given", () => {
  const words = (where: string, args: readonly string[]) =>
    [
      "Engine: dagger",
      "dagger",
      "call",
      "--source",
      where,
      "--source-path",
      where,
      "--config",
      where,
      "lint",
      ...args,
    ].join("\n");

  it.each([
    "$(shell touch ran)",
    "$(touch ran)",
    "$$(touch ran)",
    "`touch ran`",
    '"; touch ran; "',
    "'; touch ran; '",
    "x; touch ran",
    "x\ntouch ran",
    "a b $HOME # \\ *",
  ])("never runs and is handed on as it is: %s", async (odd) => {
    const folder = makeFolder();
    const all = { ENGINE: "dagger", SOURCE: odd, CONFIG: odd, ARGS: odd, VERB: odd, DIR: odd };
    const given = Object.entries(all).map(([name, value]) => `${name}=${value}`);
    const parted = odd.split(/\s+/);
    for (const { stdout } of [await make(folder, ["lint"], all), await make(folder, ["lint", ...given])]) {
      expect(stdout).toBe(words(odd, parted));
    }
    for (const { stderr } of [
      await make(folder, ["lint"], { ENGINE: odd }),
      await make(folder, ["lint", `ENGINE=${odd}`]),
    ]) {
      expect(stderr).toContain(`There is no engine '${odd}'`);
    }
    put(folder, ".docker/runner/runner.sh", '#!/bin/sh\nprintf "%s\\n" "$GITLAB_URL" "$@"\n');
    chmodSync(join(folder, ".docker/runner/runner.sh"), 0o755);
    const own = { GITLAB_URL: odd, ARGS: odd };
    const url = [`GITLAB_URL=${odd}`, `ARGS=${odd}`];
    for (const { stdout } of [
      await make(folder, ["runner-register"], own),
      await make(folder, ["runner-register", ...url]),
    ]) {
      expect(stdout).toBe([odd, "register", ...parted].join("\n"));
    }
    expect(existsSync(join(folder, "ran"))).toBe(false);
  });
});

/** Calls make, whose program only says how it was called, then the CLI with those words in this process. */
async function called(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const folder = makeFolder("console.log(JSON.stringify(process.argv.slice(2)));");
  const { stdout, exitCode } = await make(folder, words, env);
  expect(exitCode).toBe(0);
  const [engine, given = ""] = stdout.split("\n");
  return { engine, ...(await drydock(folder, JSON.parse(given))) };
}

/** A PATH on which a stand-in comes first that answers to `docker info`. */
function docker(answer: string) {
  const bin = temporary();
  put(bin, "docker", `#!/bin/sh\n[ "$1" = info ] || exit 99\n${answer}\n`);
  chmodSync(join(bin, "docker"), 0o755);
  return { PATH: `${bin}:${process.env.PATH}` };
}
