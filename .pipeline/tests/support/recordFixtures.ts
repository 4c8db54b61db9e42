import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { BLACK } from "./scenarios/black.ts";
import { HADOLINT } from "./scenarios/hadolint.ts";
import { MYPY } from "./scenarios/mypy.ts";
import { PHPLINT } from "./scenarios/phplint.ts";
import { PYLINT } from "./scenarios/pylint.ts";
import { PYTEST } from "./scenarios/pytest.ts";
import { RUFF, RUFF_FORMAT } from "./scenarios/ruff.ts";
import type { Recording, Scenario } from "./scenarios/scenario.ts";

// Records what the pinned tools really print, so that a new version of one can be adopted and its changes seen in a diff:
//   npx tsx --tsconfig .pipeline/tsconfig.json .pipeline/tests/support/recordFixtures.ts <environments> [<tool>…]
// <environments> holds one virtual environment per tool; one that is missing is made with PYTHON (default python3.13).
// PHP is that of the machine.
const [environments, ...only] = process.argv.slice(2);
if (environments === undefined) throw new Error("Name the folder that holds one environment per tool.");
const tests = dirname(import.meta.dirname);
const lockFiles = join(dirname(tests), "requirements");
const scripts = join(dirname(tests), "python");

for (const recording of [PYLINT, BLACK, MYPY, RUFF, RUFF_FORMAT, PYTEST, PHPLINT, HADOLINT]) {
  if (only.length === 0 || only.includes(recording.tool)) recordAll(recording, environments);
}

function recordAll(recording: Recording, environments: string): void {
  const environment = recording.argv[0] === "php" ? "/usr" : environmentOf(recording, environments);
  const folder = join(tests, "fixtures", recording.tool);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, scenario] of Object.entries(recording.scenarios)) {
    const text = JSON.stringify(record(recording, scenario, environment), null, 2);
    writeFileSync(join(folder, `${name}.json`), `${text}\n`);
  }
}

function environmentOf(recording: Recording, environments: string): string {
  const lock = recording.argv[0] === "ruff" ? "ruff" : recording.tool;
  const environment = join(realpathSync(environments), lock);
  if (existsSync(environment)) return environment;
  execFileSync(process.env.PYTHON ?? "python3.13", ["-m", "venv", environment]);
  execFileSync(join(environment, "bin/pip"), [
    "install",
    "-q",
    "--require-hashes",
    "-r",
    join(lockFiles, `${lock}.txt`),
  ]);
  return environment;
}

/** The exit code and the lines of both streams, with the paths of this machine replaced. */
function record(recording: Recording, scenario: Scenario, environment: string): object {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "record-")));
  const [source, config, cache] = [join(root, "source"), join(root, "settings"), join(root, "cache")];
  for (const folder of [source, config, cache]) mkdirSync(folder);
  for (const [name, content] of Object.entries(scenario.files)) place(join(source, name), content);
  for (const name of scenario.unreadable ?? []) chmodSync(join(source, name), 0);
  for (const [name, content] of Object.entries(scenario.beside ?? {})) writeFileSync(join(config, name), content);
  const text = scenario.config === undefined ? recording.config : scenario.config;
  const fill = (word: string): string =>
    word
      .replaceAll("{config}", join(config, recording.configFile))
      .replaceAll("{beside}", config)
      .replaceAll("{cache}", cache)
      .replaceAll("{scripts}", scripts);
  if (text !== null) writeFileSync(join(config, recording.configFile), fill(text));
  const [program = "", ...rest] = (scenario.argv ?? recording.argv).map(fill);
  const argv = [...withoutRootPowers(), join(environment, "bin", program), ...rest];
  const env = {
    PATH: join(environment, "bin"),
    HOME: root,
    LANG: "C.UTF-8",
    PYTHONHASHSEED: "0",
    PYTHONUTF8: "1",
    PYTHONSAFEPATH: "1",
  };
  const ended = spawnSync(argv[0] as string, argv.slice(1), {
    cwd: source,
    env: {
      ...env,
      ...{ PYTHONDONTWRITEBYTECODE: "1", NO_COLOR: "1", TERM: "dumb", PYLINTHOME: cache, BLACK_CACHE_DIR: cache },
    },
    encoding: "utf8",
  });
  const library = program === "php" ? "/usr/local" : basePrefix(environment);
  const neutral = (output: string): string[] =>
    output
      .replaceAll(source, "/app/src")
      .replaceAll(config, "/app/config")
      .replaceAll(cache, "/app/cache")
      .replaceAll(root, "/app")
      .replaceAll(scripts, "/opt/drydock/scripts")
      .replaceAll(environment, environment === "/usr" ? environment : "/app/tool")
      .replaceAll(library, "/usr/local")
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+/g, "2026-01-01 00:00:00.000000")
      .replaceAll(/\[\d{4}-\d\d-\d\d\]\[\d\d:\d\d:\d\d\]/g, "[2026-01-01][00:00:00]")
      .replaceAll(/ (in:?) \d+(?:\.\d+)?[mµ]?s$/gm, " $1 1ms")
      .replaceAll(/"seconds": \d+\.\d+/g, '"seconds": 0.001')
      .replaceAll(/pylint-crash-[\d-]+/g, "pylint-crash-2026-01-01-00-00-00")
      .replaceAll(/\/tmp\/pytest-of-[^/\s]+\/pytest-\d+/g, "/tmp/pytest")
      .replaceAll(/ at 0x[0-9a-f]+/g, " at 0x7f0000000000")
      .split("\n");
  const result = { code: ended.status, stdout: neutral(ended.stdout), stderr: neutral(ended.stderr) };
  rmSync(root, { recursive: true, force: true });
  return result;
}

function basePrefix(environment: string): string {
  const ask = ["-c", "import sys; print(sys.base_prefix)"];
  return execFileSync(join(environment, "bin/python"), ask, { encoding: "utf8" }).trim();
}

function place(path: string, content: Scenario["files"][string]): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof content === "object" && "link" in content) symlinkSync(content.link, path);
  else writeFileSync(path, content);
}

/** Root reads everything; to record an unreadable file it must give that power up. */
function withoutRootPowers(): string[] {
  const powers = "-dac_override,-dac_read_search";
  return process.getuid?.() === 0 ? ["/usr/bin/setpriv", `--bounding-set=${powers}`, `--inh-caps=${powers}`] : [];
}
