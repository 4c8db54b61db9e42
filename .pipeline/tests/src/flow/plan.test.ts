import { expect, test } from "vitest";
import { CHECKS, checkSpec } from "../../../src/checks/catalog.ts";
import type { PlanInput } from "../../../src/checks/rows.ts";
import { configError, planCheck, planFix } from "../../../src/flow/plan.ts";
import { given, planInput } from "../../support/planning.ts";

/** Ruff needs no variables of its own, so that its are those of all. */
function commonVariables(): Readonly<Record<string, string>> {
  return planCheck(checkSpec("ruff"), planInput()).steps[0]?.env ?? {};
}

/** The commands of a check, one a line, with its config and own environment variables. */
function commands(name: string, input: PlanInput = planInput()): string {
  const { steps } = planCheck(checkSpec(name), input);
  const common = new Set(Object.keys(commonVariables()));
  return steps
    .map(({ id, role, config, argv, env }) => {
      const own = Object.entries(env).filter(([key]) => !common.has(key));
      const variables = own.map(([key, value]) => `${key}=${value} `).join("");
      return `${role} ${id} (${config === undefined ? "no config" : `${config.how} ${config.path}`}): ${variables}${argv.join(" ")}`;
    })
    .join("\n");
}

test("lint runs Pylint with its one config, its own cache and the real core count", () => {
  expect(commands("lint")).toMatchInlineSnapshot(
    `"gate pylint (given .config/.pylintrc): PYLINTHOME={cache} PYTHONSAFEPATH=1 python {scripts}/drydock_pylint.py {store} .:src src --rcfile {config} --output-format=json2 --persistent=n -j {cores}"`,
  );
});

test("Pylint gets the application's packages appended after its own", () => {
  expect(commands("lint", planInput({ application: true }))).toMatchInlineSnapshot(
    `"gate pylint (given .config/.pylintrc): PYLINTHOME={cache} PYTHONSAFEPATH=1 DRYDOCK_APP_SITE={app-site} python {scripts}/drydock_pylint.py {store} .:src src --rcfile {config} --output-format=json2 --persistent=n -j {cores}"`,
  );
});

test("format runs Black, which only looks", () => {
  expect(commands("format")).toMatchInlineSnapshot(
    `"gate black (given .config/black.toml): BLACK_CACHE_DIR={cache} PYTHONSAFEPATH=1 python {scripts}/drydock_black.py src --config {config} --check"`,
  );
});

test("typecheck runs mypy with its one config, its own cache and the real core count", () => {
  expect(commands("typecheck")).toMatchInlineSnapshot(
    `"gate mypy (given .config/mypy.ini): PYTHONSAFEPATH=1 python -m mypy --config-file {config} --cache-dir {cache} --output json --no-error-summary --num-workers {cores} src"`,
  );
});

test("mypy sees the application's packages by its interpreter", () => {
  expect(commands("typecheck", planInput({ application: true }))).toMatchInlineSnapshot(
    `"gate mypy (given .config/mypy.ini): PYTHONSAFEPATH=1 python -m mypy --config-file {config} --cache-dir {cache} --output json --no-error-summary --num-workers {cores} --python-executable {app-python} src"`,
  );
});

test("Black is not asked for its opinion on a source of notebooks alone, which it does not look at", () => {
  const targets = [{ path: "books", holds: new Set(["*.py *.pyi *.ipynb"]) }];
  const ids = (input: PlanInput) => planCheck(checkSpec("ruff"), input).steps.map(({ id }) => id);
  expect(ids(planInput({ targets }, { formatter: "ruff" }))).toEqual(["ruff"]);
  expect(ids(planInput({}, { formatter: "ruff" }))).toEqual(["ruff", "black"]);
});

test("ruff lints, and gives its opinion on the formatting", () => {
  expect(commands("ruff")).toMatchInlineSnapshot(`
    "gate ruff (given .config/pyproject.toml): ruff check src --config {config} --no-cache --no-fix --no-fix-only --output-format json --verbose
    opinion ruff-format (given .config/pyproject.toml): ruff format src --config {config} --no-cache --check --output-format json --verbose"
  `);
});

test("the formatter of the settings turns the roles of Black and Ruff round", () => {
  const input = planInput({}, { formatter: "ruff" });
  expect(`${commands("format", input)}\n${commands("ruff", input)}`).toMatchInlineSnapshot(`
    "gate ruff-format (given .config/pyproject.toml): ruff format src --config {config} --no-cache --check --output-format json --verbose
    gate ruff (given .config/pyproject.toml): ruff check src --config {config} --no-cache --no-fix --no-fix-only --output-format json --verbose
    opinion black (given .config/black.toml): BLACK_CACHE_DIR={cache} PYTHONSAFEPATH=1 python {scripts}/drydock_black.py src --config {config} --check"
  `);
});

test("test runs pytest in its own environment, in a copy of the tree", () => {
  expect(commands("test")).toMatchInlineSnapshot(
    `"gate pytest (no config): python {scripts}/drydock_pytest.py {tool-site} src -q -p no:cacheprovider --color=no"`,
  );
  expect(planCheck(checkSpec("test"), planInput()).workspace).toBe("copy");
});

test("pytest runs on the application's interpreter and obeys a pytest.ini of the config folder", () => {
  const input = planInput({ application: true, configs: { pytest: given("pytest.ini") } });
  expect(commands("test", input)).toMatchInlineSnapshot(
    `"gate pytest (given .config/pytest.ini): {app-python} {scripts}/drydock_pytest.py {tool-site} src -q -p no:cacheprovider --color=no -c {config}"`,
  );
});

test("phplint runs one script on all files, on as many cores as there are", () => {
  expect(commands("phplint")).toMatchInlineSnapshot(
    `"gate phplint (no config): php -n {scripts}/drydock_phplint.php {cores} src"`,
  );
});

test("an older Python brings the oracle of the wanted grammar to the checks whose parser is Python's", () => {
  const input = planInput({ olderPython: true });
  const asked = CHECKS.filter((spec) => planCheck(spec, input).steps.some(({ role }) => role === "oracle"));
  expect(asked.map(({ name }) => name)).toEqual(["lint", "format", "typecheck", "test"]);
  expect(commands("format", input)).toMatchInlineSnapshot(`
    "gate black (given .config/black.toml): BLACK_CACHE_DIR={cache} PYTHONSAFEPATH=1 python {scripts}/drydock_black.py src --config {config} --check
    oracle syntax (no config): ruff check src --isolated --no-cache --select E9 --target-version py313 --output-format json"
  `);
});

test("every process gets the same few variables, so that two runs and two machines print the same", () => {
  const common = commonVariables();
  const steps = CHECKS.flatMap((spec) => planCheck(spec, planInput({ olderPython: true })).steps);
  for (const { env } of steps) expect(env).toMatchObject(common);
  expect(common).toMatchInlineSnapshot(`
    {
      "LANG": "C.UTF-8",
      "NO_COLOR": "1",
      "PYTHONDONTWRITEBYTECODE": "1",
      "PYTHONHASHSEED": "0",
      "PYTHONNOUSERSITE": "1",
      "PYTHONUTF8": "1",
      "TERM": "dumb",
    }
  `);
});

test("a plan says nothing of the machine: the same input gives the same plan, and no word is a path of it", () => {
  for (const spec of CHECKS) {
    const input = planInput({ application: true, olderPython: true });
    const plan = planCheck(spec, input);
    expect(plan).toEqual(planCheck(spec, input));
    expect(plan.steps.flatMap(({ argv, env }) => [...argv, ...Object.values(env)]).join(" ")).not.toMatch(/(^|\s)\//);
  }
});

test("the time limit of the settings wins over the catalog's", () => {
  expect(planCheck(checkSpec("lint"), planInput({}, { timeout: { lint: 7 } })).timeoutSeconds).toBe(7);
  expect(planCheck(checkSpec("format"), planInput({}, { timeout: { lint: 7 } })).timeoutSeconds).toBe(600);
});

test("only checks to which the application matters ask for its environment, and only when it is named", () => {
  const asking = (application: boolean) =>
    CHECKS.filter((spec) => planCheck(spec, planInput({ application })).application).map(({ name }) => name);
  expect(asking(true)).toEqual(["lint", "typecheck", "test"]);
  expect(asking(false)).toEqual([]);
});

/** The steps of a fix of these checks, one a line. */
function fixing(names: readonly string[], input: PlanInput = planInput()): string {
  const { steps } = planFix(names.map(checkSpec), input);
  return steps.map(({ id, role, argv }) => `${role} ${id}: ${argv.join(" ")}`).join("\n");
}

test("a fix makes all its changes in a copy of the tree, and then the gates of its checks judge what is left", () => {
  expect(fixing(["ruff", "format"])).toMatchInlineSnapshot(`
    "change ruff-fix: ruff check src --config {config} --no-cache --fix --output-format json
    change black-fix: python -m black src --config {config} --quiet
    gate ruff: ruff check src --config {config} --no-cache --no-fix --no-fix-only --output-format json --verbose
    gate black: python {scripts}/drydock_black.py src --config {config} --check"
  `);
  const plan = planFix([checkSpec("ruff"), checkSpec("format")], planInput());
  expect(plan).toMatchObject({ check: "ruff", workspace: "copy", application: false });
});

test("a fix with Ruff as the formatter formats with Ruff", () => {
  expect(fixing(["format"], planInput({}, { formatter: "ruff" }))).toMatchInlineSnapshot(`
    "change ruff-format-fix: ruff format src --config {config} --no-cache
    gate ruff-format: ruff format src --config {config} --no-cache --check --output-format json --verbose"
  `);
});

test("a fix has no step of a check that has no file in the targets", () => {
  const notebooks = [{ path: "nb", holds: new Set([checkSpec("ruff").files.join(" ")]) }];
  const { steps } = planFix(["ruff", "format"].map(checkSpec), planInput({ targets: notebooks }));
  expect(new Set(steps.map(({ tool }) => tool))).toEqual(new Set(["ruff"]));
});

test("a fix of nothing, or of a check that cannot fix, is a mistake", () => {
  expect(() => planFix([], planInput())).toThrow(RangeError);
  expect(() => planFix([checkSpec("lint")], planInput())).toThrow(RangeError);
});

test("a config that the tool finds by itself, or the lack of one, adds no word to its command", () => {
  const configs = { mypy: { how: "found", path: "setup.cfg" } } as const;
  expect(
    `${commands("typecheck", planInput({ configs }))}\n${commands("lint", planInput({ configs }))}`,
  ).toMatchInlineSnapshot(`
    "gate mypy (found setup.cfg): PYTHONSAFEPATH=1 python -m mypy --cache-dir {cache} --output json --no-error-summary --num-workers {cores} src
    gate pylint (no config): PYLINTHOME={cache} PYTHONSAFEPATH=1 python {scripts}/drydock_pylint.py {store} .:src src --output-format=json2 --persistent=n -j {cores}"
  `);
});

test("only a given config must hold the table that its tool reads", () => {
  const sectionOf = (configs: PlanInput["configs"]) =>
    planCheck(checkSpec("format"), planInput({ configs })).steps[0]?.configSection;
  expect(sectionOf({ black: given("black.toml") })).toBe("tool.black");
  expect(sectionOf({ black: { how: "found", path: "pyproject.toml" } })).toBeUndefined();
});

test.each([
  ["black", { ruff: { how: "found", path: "ruff.toml" } }, ["ruff", "ruff-format"]],
  ["black", { black: given("black.toml") }, ["ruff"]],
  ["ruff", { black: { how: "found", path: "pyproject.toml" } }, ["ruff", "black"]],
  ["ruff", { black: { how: "none" }, ruff: given("pyproject.toml") }, ["ruff"]],
] as const)(
  "beside %s as the formatter the other one is asked only where it has a config: %j",
  (formatter, configs, ids) => {
    const { steps } = planCheck(checkSpec("ruff"), planInput({ configs }, { formatter }));
    expect(steps.map(({ id }) => id)).toEqual(ids);
  },
);

test("pytest is told where to look for tests only where the user named it", () => {
  const targets = [
    { path: ".", holds: new Set(["*.py *.pyi"]) },
    { path: "lib", holds: new Set(["*.py *.pyi"]) },
    { path: "www", holds: new Set(["*.php"]) },
  ];
  const wordsOf = (named: boolean) => planCheck(checkSpec("test"), planInput({ named, targets })).steps[0]?.argv;
  // The third word is for the launcher, which puts these folders on the path.
  expect(wordsOf(false)?.slice(3)).toEqual(["lib", "-q", "-p", "no:cacheprovider", "--color=no"]);
  expect(wordsOf(true)?.slice(-2)).toEqual([".", "lib"]);
});

test("a given config that is gone, or lacks the table of its tool, is an error before the tool runs", () => {
  const [step] = planCheck(checkSpec("format"), planInput()).steps;
  if (step === undefined) throw new Error("There is no step.");
  const saidOf = (text: string | undefined) => configError("format", step, text, ".config")?.message;
  expect(saidOf(undefined)).toBe('format needs black.toml, which is no longer in ".config".');
  expect(saidOf("[black]\n")).toBe('black.toml in ".config" has no [tool.black], so black would take no notice of it.');
  for (const text of ["[tool.black]\n", "", "# nothing\n"]) expect(saidOf(text)).toBeUndefined();
});

test("a config that the tool finds by itself is not judged before the tool", () => {
  const configs = { black: { how: "found", path: "pyproject.toml" } } as const;
  const [step] = planCheck(checkSpec("format"), planInput({ configs })).steps;
  for (const text of [undefined, "[black]\n"]) {
    expect(step && configError("format", step, text, ".config")).toBeUndefined();
  }
});
