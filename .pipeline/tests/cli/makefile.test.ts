import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drydock } from "../support/callCli.ts";
import { project, put, temporary } from "../support/cli.ts";
import { make, makeFolder } from "../support/makeFolder.ts";

const CALL = "call -m . --source src --source-path src --config .config --config-path .config";
const CLEAN = '"""A module."""\n\nANSWER: int = 42\n';

describe("make", () => {
  it("lists the commands when it is called without one", async () => {
    const { exitCode, stdout } = await make(makeFolder(), []);
    expect(exitCode).toBe(0);
    for (const verb of [
      "lint",
      "format",
      "mypy",
      "ruff",
      "phplint",
      "hadolint",
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

  it.each([
    ["lnit", 'Unknown target "lnit": did you mean "lint"?'],
    ["piepline", 'did you mean "pipeline"?'],
    ["runner-docter", 'did you mean "runner-doctor"?'],
    ["mypi", 'did you mean "mypy"?'],
    ["deploy", 'Unknown target "deploy". "make help" lists all.'],
    ["$(touch made)`touch made`'; touch made; '", "Unknown target \"$(touch made)`touch made`'; touch made; '\"."],
  ])("does not know the target %s, and says which is nearest", async (target, sentence) => {
    const folder = makeFolder();
    for (const words of [[target], ["-n", target]]) {
      const { exitCode, stderr } = await make(folder, words);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining(sentence)]);
    }
    expect(existsSync(join(folder, "made"))).toBe(false);
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

  it("calls the commands by the program's own names, and hands ARGS on", async () => {
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
    const words = ["format", "SOURCE=my source", "ARGS=--python 3.12"];
    const { stdout } = await make(makeFolder(), words, docker("exit 0"));
    const places = ["--source", "my source", "--source-path", "my source", "--config", ".config"];
    const given = ["--config-path", ".config", "--python", "3.12"];
    const call = ["dagger", "call", "-m", ".", ...places, ...given, "format", "-y"];
    expect(stdout.split("\n")).toEqual(["Engine: dagger", ...call]);
  });

  it.each([
    ["lint", "verdict --checks lint stdout"],
    ["mypy", "verdict --checks typecheck stdout"],
    ["typecheck", "verdict --checks typecheck stdout"],
    ["ruff", "verdict --checks ruff stdout"],
    ["phplint", "verdict --checks phplint stdout"],
    ["hadolint", "verdict --checks hadolint stdout"],
    ["unit", "verdict --checks test stdout"],
    ["pipeline", "verdict stdout"],
    ["format", "format -y"],
    ["fix", "fix -y"],
  ])("calls %s of Dagger by %s", async (verb, wanted) => {
    const { stdout } = await make(makeFolder(), [verb, "ENGINE=dagger-cli"]);
    const [engine, name, ...words] = stdout.split("\n");
    expect([engine, name]).toEqual(["Engine: dagger-cli", "dagger-cli"]);
    expect(words.join(" ")).toBe(`${CALL} ${wanted}`);
  });

  it.each(["/etc/tools", "../tools", "conf/../../tools", ".."])(
    "says no place in the repository of a config outside of it: %s",
    async (config) => {
      const { stdout } = await make(makeFolder(), ["lint", "ENGINE=dagger", `CONFIG=${config}`]);
      expect(stdout).toContain(`--config\n${config}\nverdict`);
    },
  );

  it("has Dagger write the reports, then tell the verdict", async () => {
    const folder = makeFolder();
    put(folder, ".docker/dagger.sh", '#!/bin/sh\necho "$@"\n');
    const { stdout, exitCode } = await make(folder, ["report", "ENGINE=dagger"]);
    expect(stdout.split("\n").slice(1)).toEqual([`${CALL} report export --path .reports`, `${CALL} verdict stdout`]);
    expect(exitCode).toBe(0);
  });

  it.each([
    ["findings", "ruff passed (1 file) · lint failed (1 in 1 file)", 1],
    ["an engine that is down", "connection refused", 2],
  ])("ends with 2, as make always does, and names the code of %s", async (_, last, code) => {
    const folder = makeFolder();
    put(folder, ".docker/dagger.sh", `#!/bin/sh\nprintf '%s\\n' '1 finding · 0.3 s' '${last}' >&2\nexit 1\n`);
    for (const verb of ["lint", "fix", "report"]) {
      const { stderr, exitCode } = await make(folder, [verb, "ENGINE=dagger"]);
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(new RegExp(`run-dagger\\] Error ${code}$`, "m"))]);
    }
    const local = await make(makeFolder(`process.exitCode = ${code};`), ["lint", "ENGINE=local"]);
    expect(local.stderr).toMatch(new RegExp(`run-local\\] Error ${code}$`, "m"));
  });

  it("lets the user say which engine, whatever Docker says", async () => {
    const { engine } = await called(["lint", "ENGINE=local", "ARGS=--help"], docker("exit 0"));
    expect(engine).toBe("Engine: local");
  });
});

describe("what make is given", () => {
  const words = (where: string, args: readonly string[]) => {
    const places = ["--source", where, "--source-path", where, "--config", where, "--config-path", where];
    const verdict = ["verdict", "--checks", "lint", "stdout"];
    return ["Engine: dagger", "dagger", "call", "-m", ".", ...places, ...args, ...verdict].join("\n");
  };

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
      expect(stderr).toContain(`Unknown engine '${odd}'`);
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
