import { expect, test } from "vitest";
import { CHECKS, checkSpec } from "../../../src/checks/catalog.ts";
import { planCheck, planFix } from "../../../src/flow/plan.ts";
import type { PlanInput } from "../../../src/model.ts";
import { planInput } from "../../support/planning.ts";

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
      return `${role} ${id} (${config ?? "no config"}): ${variables}${argv.join(" ")}`;
    })
    .join("\n");
}

test("lint runs Pylint with its one config, its own cache and the real core count", () => {
  expect(commands("lint")).toMatchInlineSnapshot(
    `"gate pylint (.pylintrc): PYLINTHOME={cache} PYTHONSAFEPATH=1 python -m pylint . --rcfile {config} --fail-on=E,F --output-format=json2 --persistent=n -j {cores}"`,
  );
});

test("Pylint gets the application's packages appended after its own", () => {
  expect(commands("lint", planInput({ application: true }))).toMatchInlineSnapshot(
    `"gate pylint (.pylintrc): PYLINTHOME={cache} PYTHONSAFEPATH=1 DRYDOCK_APP_SITE={app-site} python -m pylint . --rcfile {config} --fail-on=E,F --output-format=json2 --persistent=n -j {cores} --init-hook import os, sys; sys.path.append(os.environ["DRYDOCK_APP_SITE"])"`,
  );
});

test("format runs Black, which only looks", () => {
  expect(commands("format")).toMatchInlineSnapshot(
    `"gate black (black.toml): BLACK_CACHE_DIR={cache} PYTHONSAFEPATH=1 python -m black . --config {config} --check"`,
  );
});

test("typecheck runs mypy with its one config, its own cache and the real core count", () => {
  expect(commands("typecheck")).toMatchInlineSnapshot(
    `"gate mypy (mypy.ini): PYTHONSAFEPATH=1 python -m mypy --config-file {config} --cache-dir {cache} --output json --no-error-summary --num-workers {cores} ."`,
  );
});

test("mypy sees the application's packages by its interpreter", () => {
  expect(commands("typecheck", planInput({ application: true }))).toMatchInlineSnapshot(
    `"gate mypy (mypy.ini): PYTHONSAFEPATH=1 python -m mypy --config-file {config} --cache-dir {cache} --output json --no-error-summary --num-workers {cores} --python-executable {app-python} ."`,
  );
});

test("ruff lints, and gives its opinion on the formatting", () => {
  expect(commands("ruff")).toMatchInlineSnapshot(`
    "gate ruff (pyproject.toml): ruff check . --config {config} --no-cache --no-fix --no-fix-only --output-format json --verbose
    opinion ruff-format (pyproject.toml): ruff format . --config {config} --no-cache --check --output-format json --verbose"
  `);
});

test("the formatter of the settings turns the roles of Black and Ruff round", () => {
  const input = planInput({}, { formatter: "ruff" });
  expect(`${commands("format", input)}\n${commands("ruff", input)}`).toMatchInlineSnapshot(`
    "gate ruff-format (pyproject.toml): ruff format . --config {config} --no-cache --check --output-format json --verbose
    gate ruff (pyproject.toml): ruff check . --config {config} --no-cache --no-fix --no-fix-only --output-format json --verbose"
  `);
});

test("test runs pytest in its own environment, in a copy of the tree", () => {
  expect(commands("test")).toMatchInlineSnapshot(
    `"gate pytest (no config): python {scripts}/drydock_pytest.py {tool-site} -q -p no:cacheprovider --color=no"`,
  );
  expect(planCheck(checkSpec("test"), planInput()).workspace).toBe("copy");
});

test("pytest runs on the application's interpreter and obeys a pytest.ini of the config folder", () => {
  const input = planInput({ application: true, configFiles: ["pytest.ini", "mypy.ini"] });
  expect(commands("test", input)).toMatchInlineSnapshot(
    `"gate pytest (pytest.ini): {app-python} {scripts}/drydock_pytest.py {tool-site} -q -p no:cacheprovider --color=no -c {config}"`,
  );
});

test("phplint runs one script on all files, on as many cores as there are", () => {
  expect(commands("phplint")).toMatchInlineSnapshot(
    `"gate phplint (no config): php -n {scripts}/drydock_phplint.php {cores}"`,
  );
});

test("an older Python brings the oracle of the wanted grammar to the checks whose parser is Python's", () => {
  const input = planInput({ olderPython: true });
  const asked = CHECKS.filter((spec) => planCheck(spec, input).steps.some(({ role }) => role === "oracle"));
  expect(asked.map(({ name }) => name)).toEqual(["lint", "format", "typecheck", "test"]);
  expect(commands("format", input)).toMatchInlineSnapshot(`
    "gate black (black.toml): BLACK_CACHE_DIR={cache} PYTHONSAFEPATH=1 python -m black . --config {config} --check
    oracle syntax (no config): ruff check . --isolated --no-cache --select E9 --target-version py313 --output-format json"
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
    "change ruff-fix: ruff check . --config {config} --no-cache --fix --output-format json
    change black-fix: python -m black . --config {config} --quiet
    gate ruff: ruff check . --config {config} --no-cache --no-fix --no-fix-only --output-format json --verbose
    gate black: python -m black . --config {config} --check"
  `);
  const plan = planFix([checkSpec("ruff"), checkSpec("format")], planInput());
  expect(plan).toMatchObject({ check: "ruff", workspace: "copy", application: false });
});

test("a fix with Ruff as the formatter formats with Ruff", () => {
  expect(fixing(["format"], planInput({}, { formatter: "ruff" }))).toMatchInlineSnapshot(`
    "change ruff-format-fix: ruff format . --config {config} --no-cache
    gate ruff-format: ruff format . --config {config} --no-cache --check --output-format json --verbose"
  `);
});

test("a fix of nothing, or of a check that cannot fix, is a mistake", () => {
  expect(() => planFix([], planInput())).toThrow(RangeError);
  expect(() => planFix([checkSpec("lint")], planInput())).toThrow(RangeError);
});
