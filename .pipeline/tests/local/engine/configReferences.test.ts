import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { configReferences } from "../../../local/engine/configReferences.ts";
import { configFiles } from "../../../local/files/configFiles.ts";
import { checkSpec } from "../../../src/checks/catalog.ts";
import { planCheck } from "../../../src/flow/plan.ts";
import { resolveConfigs } from "../../../src/flow/project.ts";
import { ROOT } from "../../support/cli.ts";
import { planInput } from "../../support/planning.ts";
import { testFolder } from "../../support/testFolder.ts";

const CHECK_OF: Readonly<Record<string, string>> = {
  ".pylintrc": "lint",
  "black.toml": "format",
  "mypy.ini": "typecheck",
  "pyproject.toml": "ruff",
  "pytest.ini": "test",
};

/** What is said of a config of the config folder. */
function reach(file: string, text: string): string | undefined {
  const folder = testFolder({ [file]: text });
  const configs = resolveConfigs({ given: [file], folder: undefined, targets: ["."], text: () => undefined });
  const plan = planCheck(checkSpec(CHECK_OF[file] ?? ""), planInput({ configs }));
  return configReferences(plan, configFiles(folder, testFolder()));
}

/** What is said of a config that the tools of a check find in the repository. */
function reachOfFound(check: string, path: string, text: string): string | undefined {
  const root = testFolder({ [path]: text });
  const targets = ["pkg"];
  const configs = resolveConfigs({
    given: [],
    folder: undefined,
    targets,
    text: (at) => (at === path ? text : undefined),
  });
  return configReferences(planCheck(checkSpec(check), planInput({ configs })), configFiles(undefined, root));
}

const pylint = (line: string) => [".pylintrc", `[MAIN]\n${line}\n`] as const;
const mypy = (line: string) => ["mypy.ini", `[mypy]\n${line}\n`] as const;
const pytest = (line: string) => ["pytest.ini", `[pytest]\n${line}\n`] as const;
const ruff = (line: string) => ["pyproject.toml", `[tool.ruff]\n${line}\n`] as const;

describe("a setting that leads out of the source is told by its name:", () => {
  test.each([
    ["init-hook", ...pylint("init-hook=import x")],
    ["init-hook", ...pylint("Init-Hook : import x")],
    ["init-hook", ...pylint("init-hook=\n    import x")],
    ["source-roots", ...pylint("source-roots=src,\n    /opt/lib")],
    ["source-roots", ...pylint("source-roots=src, $HOME/lib")],
    ["source-roots", ...pylint("a=.\nsource-roots=%(a)s%(a)s/lib")],
    ["spelling-private-dict-file", ...pylint("spelling-private-dict-file=~/words")],
    ["spelling-dict", ...pylint("spelling-dict=en_US")],
    ["evaluation", ...pylint("evaluation=10 if open(chr(47)).read() else 0")],
    ["output", ...pylint("output=/tmp/report")],
    ["mypy_path", ...mypy("mypy_path = /opt/stubs")],
    ["mypy_path", ...mypy("MYPY_PATH: stubs:/opt/stubs")],
    ["mypy_path", ...mypy("mypy_path =\n  stubs,\n# not the end of it\n\n  /opt/stubs")],
    ["mypy_path", ...mypy("mypy_path = ../stubs")],
    ["mypy_path", ...mypy("mypy_path = $MYPY_CONFIG_FILE_DIR/stubs")],
    ["custom_typeshed_dir", ...mypy("custom_typeshed_dir = ~/typeshed")],
    ["plugins", ...mypy("plugins = a.b, tools/plugin.py")],
    ["plugins", ...mypy("plugins = plugin.py:entry")],
    ["python_executable", ...mypy("python_executable = venv/bin/python")],
    ["x", "mypy.ini", "[mypy]\nstrict = True\n[mypy-a.*]\nx = /a\n"],
    ["extend", ...ruff('"extend" = "base.toml"')],
    ["extend", "pyproject.toml", 'tool.ruff.extend = "base.toml"\n'],
    ["extend", "pyproject.toml", '[tool]\nruff = { extend = """base.toml""" }\n'],
    ["extend", "pyproject.toml", '["tool".\'ruff\']\n"ext\\u0065nd" = "base.toml"\n'],
    ["src", ...ruff('src = [\n  "src",\n  "/opt/lib",\n]')],
    ["src", ...ruff('src = ["$HOME/lib"]')],
    ["namespace-packages", ...ruff('namespace-packages = ["a/../../b"]')],
    ["lint.future", ...ruff('[tool.ruff.lint]\nfuture = "/a"')],
    ["stdin-filename", "black.toml", '[tool.black]\nstdin-filename = "/a.py"\n'],
    ["pythonpath", ...pytest("pythonpath = ../lib")],
    ["pythonpath", ...pytest("pythonpath =\n\n # why\n  /opt/lib")],
    ["testpaths", ...pytest("testpaths: tests ~/more")],
    ["addopts", ...pytest("addopts = -ra --rootdir=/srv")],
    ["addopts", ...pytest("addopts = -c/srv/pytest.ini")],
    ["addopts", ...pytest("addopts = -qc../pytest.ini")],
    ["addopts", ...pytest("addopts = '-c' '/srv/pytest.ini'")],
    ["addopts", ...pytest('addopts = --rootdir=.""./lib')],
    ["addopts", ...pytest("addopts = @more-options")],
    ["env", ...pytest("env =\n  A=1\n  DATA=/srv/data")],
  ])("%s in %s: %j", (setting, file, text) => {
    expect(reach(file, text)).toBe(`${setting} in ${file} may lead to files that Drydock does not know of`);
  });
});

describe("what leads nowhere is replayed:", () => {
  test.each([
    pylint("load-plugins=pylint.extensions.typing\nsource-roots=src,tests/unit"),
    pylint("ignore-patterns=^\\.#,^/x/.*$\nignore-paths=^src/.*$,^/abs\nmsg-template={abspath}:/ {line}"),
    pylint(
      "dummy-variables-rgx=_+$|(_[a-zA-Z0-9_]*[a-zA-Z0-9]+?$)|dummy\nignore-long-lines=^\\s*(# )?<?https?://\\S+>?$",
    ),
    pylint("evaluation=max(0, 0 if fatal else 10.0 - ((float(5 * error + warning) / statement) * 10))"),
    pylint("init-hook=\nspelling-dict=\nvalid-classmethod-first-arg=cls ; or /opt"),
    pylint("# init-hook=import x\n; source-roots=/opt\ndisable=all # see ../x"),
    mypy("strict = True\nplugins = pydantic.mypy, mypy_django_plugin.main\nmypy_path = stubs:src/stubs"),
    mypy("exclude = (?x)(\n    ^/build/\n  | ^\\./docs$\n  )\ncache_dir = /tmp/mypy\nfiles = src/**/*.py"),
    mypy("#mypy_path = /opt\n[mypy-a.*]\nignore_missing_imports = True"),
    ruff('src = ["src", ".", "a//b"]\nexclude = ["/x", "~/y"]\nrequired-version = "~=0.5"'),
    ruff('extend-exclude = ["../x"]\n[tool.ruff.lint]\nextend-select = ["B"]\nallowed-confusables = ["~", "$a"]'),
    ruff(
      '[tool.ruff.lint.per-file-ignores]\n"/tests/**" = ["S101"]\n[tool.ruff.lint.isort]\nknown-first-party = ["a"]',
    ),
    ["pyproject.toml", '[project]\nreadme = "../README.md"\n[tool.other]\nextend = "/x"\n'],
    ["black.toml", "[tool.black]\nextend-exclude = '^/lib/.*$'\nforce_exclude = '''\n/(\\.git|~)/\n'''\n"],
    pytest("addopts = -ra --strict-markers -p no:doctest --cov=src/app --ignore=tests/data\ntestpaths = tests src"),
    pytest("filterwarnings =\n  error\n  ignore:/x:DeprecationWarning\nmarkers =\n  slow: /dev/null and ~ and $HOME"),
    pytest("log_cli_format = %(asctime)s /%(message)s\n# pythonpath = /opt\ncache_dir = /tmp/x\npythonpath = src"),
  ] as const)("%s: %j", (file, text) => {
    expect(reach(file, text)).toBeUndefined();
  });

  test.each([".pylintrc", "black.toml", "mypy.ini", "pyproject.toml"])("this project's own %s", (file) => {
    expect(reach(file, readFileSync(join(ROOT, ".config", file), "utf8"))).toBeUndefined();
  });

  test("the file that Pylint generates", () => {
    const generated = readFileSync(join(import.meta.dirname, "../../fixtures/config/generated.pylintrc"), "utf8");
    expect(reach(".pylintrc", generated)).toBeUndefined();
  });
});

test.each([
  [".pylintrc", "init-hook=import x\n"],
  ["mypy.ini", "[mypy]\nno value\n"],
  ["pytest.ini", "pythonpath = /x\n"],
  ["pyproject.toml", "[tool.ruff\n"],
  ["black.toml", "[tool.black]\na = 1\na = 2\n"],
])("%s that cannot be parsed is never replayed: %j", (file, text) => {
  expect(reach(file, text)).toBe(`${file} could not be parsed`);
});

describe("a config that a tool finds by itself counts as its tool reads it:", () => {
  test.each<[string, string, string, string | undefined]>([
    ["ruff", "pkg/ruff.toml", 'extend = "../base.toml"\n', "extend in pkg/ruff.toml may lead"],
    ["ruff", "pyproject.toml", '[tool.ruff]\nextend = "base.toml"\n', "extend in pyproject.toml may lead"],
    ["typecheck", "pyproject.toml", '[tool.mypy]\nmypy_path = "/opt/stubs"\n', "mypy_path in pyproject.toml may lead"],
    ["typecheck", "pyproject.toml", '[tool.mypy]\nstrict = true\n[tool.other]\nx = "/opt"\n', undefined],
    ["typecheck", "setup.cfg", "[mypy]\nmypy_path = /opt\n", "mypy_path in setup.cfg may lead"],
    ["typecheck", "setup.cfg", "[mypy]\nstrict = True\n[options]\nx = /opt\n", undefined],
    ["typecheck", "mypy.ini", "[mypy\n", "mypy.ini could not be parsed"],
  ])("%s, %s: %j", (check, path, text, said) => {
    const found = reachOfFound(check, path, text);
    if (said === undefined) expect(found).toBeUndefined();
    else expect(found).toMatch(said);
  });
});

test("a config that is not UTF-8 is never replayed", () => {
  const plan = planCheck(checkSpec("typecheck"), planInput({ configs: { mypy: { how: "given", name: "mypy.ini" } } }));
  const bytes = Buffer.from("[mypy]\n# \xe9\n", "latin1");
  expect(configReferences(plan, { content: () => bytes, digest: () => null })).toBe("mypy.ini could not be parsed");
});
