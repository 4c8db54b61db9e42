import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const pipeline = join(import.meta.dirname, "../..");
const launcher = join(pipeline, "python/drydock_pytest.py");
const python = process.env.PYTHON ?? "python3";
const root = realpathSync(mkdtempSync(join(tmpdir(), "launcher-")));
const site = join(root, "site-packages");
const passing = "def test_passes():\n    pass\n";

interface Launched {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the launcher on files given as path → text, in the folder `in` of a new one. */
function launch(files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}): Launched {
  const project = mkdtempSync(join(root, "project-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, "in", path)), { recursive: true });
    writeFileSync(join(project, "in", path), text);
  }
  const argv = [launcher, site, "-q", "-p", "no:cacheprovider", "--color=no"];
  const variables = { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: "1", ...env };
  const ended = spawnSync(python, argv, { cwd: join(project, "in"), env: variables, encoding: "utf8" });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

describe("the pytest launcher", () => {
  beforeAll(() => {
    const lock = join(pipeline, "requirements/pytest.txt");
    execFileSync(python, ["-m", "pip", "install", "-q", "--require-hashes", "-r", lock, "--target", site]);
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it("counts what ran", () => {
    const skipped = "import pytest\n\n@pytest.mark.skip\ndef test_not():\n    pass\n";
    const { code, stdout } = launch({ "test_a.py": passing, "tests/test_b.py": skipped, "test_c.py": passing });
    expect(code).toBe(0);
    const seconds = expect.any(Number);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      exitCode: 0,
      collected: 3,
      ran: 3,
      files: 3,
      ended: 3,
      passed: 2,
      skipped: 1,
      configWarnings: [],
      failures: [],
      tests: [
        { nodeid: "test_a.py::test_passes", outcome: "passed", seconds },
        { nodeid: "test_c.py::test_passes", outcome: "passed", seconds },
        { nodeid: "tests/test_b.py::test_not", outcome: "skipped", seconds, message: "unconditional skip" },
      ],
    });
  });

  it("has a test once, with the worst of its phases, the time of all of them, and its subtests", () => {
    const tests = [
      "import time\nimport unittest\nimport pytest\n",
      "@pytest.fixture\ndef slow():\n    time.sleep(0.1)\n    yield\n    raise OSError\n",
      "def test_slow(slow):\n    time.sleep(0.1)\n",
      "def test_sub(subtests):\n    for n in range(3):\n        with subtests.test(str(n)):\n            assert n != 1\n",
      '@pytest.mark.xfail(reason="a bug")\ndef test_known():\n    assert False\n',
      "@pytest.mark.xfail\ndef test_better():\n    pass\n",
      'class TestOld(unittest.TestCase):\n    @unittest.skip("old")\n    def test_skipped(self):\n        pass\n',
      'def test_skips():\n    pytest.skip("a\\nb")\n',
    ];
    const { tests: told } = JSON.parse(launch({ "test_a.py": tests.join("\n") }).stdout) as {
      tests: { nodeid: string; outcome: string; seconds: number; message?: string }[];
    };
    expect(told.map(({ nodeid, outcome, message = "" }) => [nodeid.split("::").at(-1), outcome, message])).toEqual([
      ["test_slow", "error", ""],
      ["test_sub", "failed", ""],
      ["test_known", "skipped", "Expected to fail: a bug"],
      ["test_better", "passed", ""],
      ["test_skipped", "skipped", "old"],
      ["test_skips", "skipped", "a b"],
    ]);
    expect(told[0]?.seconds).toBeGreaterThanOrEqual(0.2);
  });

  it("lists 20,000 tests at most, and those that did not pass first", () => {
    const program = [
      "import drydock_pytest as launcher",
      'tests = [{"nodeid": n, "outcome": "passed" if n < 20_009 else "skipped"} for n in range(20_010)]',
      "kept = launcher.most_telling(tests)",
      'print(len(kept), kept[-2]["nodeid"], kept[-1]["nodeid"])',
    ];
    const said = execFileSync(python, ["-c", program.join("\n")], { cwd: dirname(launcher), encoding: "utf8" });
    expect(said).toBe("20000 19998 20009\n");
  });

  it("describes a failure and ends with pytest's exit code", () => {
    const { code, stdout } = launch({ "test_a.py": "def test_a():\n    assert 1 == 2\n" });
    const failure = { nodeid: "test_a.py::test_a", when: "call", path: "test_a.py", line: 2 };
    expect(code).toBe(1);
    expect(JSON.parse(stdout).failures).toEqual([
      { ...failure, message: "AssertionError: assert 1 == 2", detail: expect.stringContaining("assert 1 == 2") },
    ]);
  });

  it("cuts the beginning of a long detail", () => {
    const { stdout } = launch({ "test_a.py": 'def test_a():\n    raise ValueError("x" * 9000)\n' });
    expect(JSON.parse(stdout).failures[0].detail).toHaveLength(4000);
    expect(JSON.parse(stdout).failures[0].message).toHaveLength(500);
  });

  it("keeps what tests print off its report", () => {
    const noisy =
      'import os\n\ndef test_a(capfd):\n    with capfd.disabled():\n        print("a")\n        os.write(1, b"b\\n")\n        os.system("echo c")\n';
    const { stdout, stderr } = launch({ "test_a.py": noisy });
    expect(JSON.parse(stdout)).toMatchObject({ passed: 1 });
    expect(stderr).toMatch(/a\n/);
    expect(stderr).toMatch(/b\nc\n/);
  });

  it("reports once when a test leaves a forked child behind", () => {
    const { stdout } = launch({ "test_a.py": "import os\n\ndef test_a():\n    if os.fork():\n        os.wait()\n" });
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 0, passed: 1 });
  });

  it.each([{}, { PYTHONSAFEPATH: "1" }])(
    "imports from the current folder first and from pytest's own last: %j",
    (env) => {
      const paths = `import os, sys\n\ndef test_a():\n    assert sys.path[0] == os.getcwd()\n    assert sys.path[-1] == ${JSON.stringify(site)}\n    assert ${JSON.stringify(dirname(launcher))} not in sys.path\n`;
      const { stdout } = launch({ "test_a.py": paths }, env);
      expect(JSON.parse(stdout)).toMatchObject({ failures: [], passed: 1 });
    },
  );

  it("obeys the configuration of the folder, and says what pytest thinks of it", () => {
    const config = '[tool.pytest.ini_options]\npython_files = ["check_*.py"]\nnonsense = "1"\n';
    const { stdout } = launch({ "pyproject.toml": config, "check_a.py": passing, "test_b.py": passing });
    expect(JSON.parse(stdout)).toMatchObject({ collected: 1, configWarnings: ["Unknown config option: nonsense"] });
  });

  it("does not look above the folder", () => {
    const broken = { "../pytest.ini": "[pytest]\naddopts = --nonsense\n", "../conftest.py": "raise OSError\n" };
    const { stdout } = launch({ "pyproject.toml": "[project]\n", "test_a.py": passing, ...broken });
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 0, passed: 1 });
  });

  it("reports a conftest.py that cannot be imported", () => {
    const { code, stdout } = launch({ "conftest.py": "\nimport nowhere\n", "test_a.py": passing });
    expect(code).toBe(4);
    expect(JSON.parse(stdout).failures).toMatchObject([
      {
        nodeid: "conftest.py",
        when: "collect",
        path: "conftest.py",
        line: 2,
        message: expect.stringMatching(/^ModuleNot/),
      },
    ]);
  });

  it("leaves no report when a test ends Python", () => {
    expect(launch({ "test_a.py": "import os\n\ndef test_a():\n    os._exit(0)\n" })).toMatchObject({
      code: 0,
      stdout: "",
    });
  });

  it("says how it is called", () => {
    const { status, stderr } = spawnSync(python, [launcher], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 4, stderr: expect.stringMatching(/^Usage: /) });
  });
});
