import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CHECK_NAMES, CHECKS, checkSpec, selectChecks, toolSpec } from "../../../src/checks/catalog.ts";
import type { CheckSpec, PlanInput } from "../../../src/checks/rows.ts";
import { given, planInput, settingsWith } from "../../support/planning.ts";

const PIPELINE = join(import.meta.dirname, "..", "..", "..");
const VARIANTS: readonly PlanInput[] = [
  planInput(),
  planInput({}, { formatter: "ruff" }),
  planInput({
    application: true,
    olderPython: true,
    named: true,
    configs: { pytest: given("pytest.ini"), hadolint: given("hadolint.yaml") },
  }),
  planInput({
    configs: {
      black: { how: "none" },
      mypy: { how: "found", path: "setup.cfg" },
      ruff: { how: "found", path: "src/ruff.toml" },
    },
  }),
];

/** Tools that keep one unless they are told not to. */
const KEEPS_A_CACHE = ["black", "mypy", "pylint", "ruff"];

test("the rows stand in the order of every report", () => {
  const first = ["lint", "format", "typecheck", "ruff"];
  expect(CHECK_NAMES.slice(0, first.length)).toEqual(first);
  expect(CHECKS.filter(({ inRunAll }) => inRunAll).map(({ name }) => name)).toEqual(first);
});

test("a row is found by its name, and no other name is taken", () => {
  expect(checkSpec("typecheck").title).toBe("mypy");
  expect(() => checkSpec("mypy")).toThrow('Unknown check or tool "mypy".');
});

test("a check is about the files of one language, named first by the pattern that everybody knows", () => {
  const [python, other] = [CHECKS.slice(0, 5), CHECKS.slice(5)];
  for (const { name, files } of python) {
    // Of these tools only Ruff looks at notebooks unasked.
    expect(files).toEqual(["*.py", "*.pyi", ...(name === "ruff" ? ["*.ipynb"] : [])]);
  }
  for (const { files } of other) expect(files.join(" ")).not.toMatch(/\.pyi?\b/);
  for (const { files } of CHECKS) {
    expect(files[0]).not.toMatch(/^!/);
    expect(files.filter((pattern) => !/^!?[\w.]*\*?[\w.]*$/.test(pattern))).toEqual([]);
  }
});

test("titles tell the checks apart", () => {
  expect(new Set(CHECKS.map(({ title }) => title)).size).toBe(CHECKS.length);
});

test("what a tool can fix is what the design says", () => {
  const fixing = CHECKS.filter((spec: CheckSpec) => spec.fix !== undefined).map(({ name }) => name);
  expect(fixing).toEqual(["format", "ruff"]);
});

describe.each(CHECKS.map((spec) => [spec.name, spec as CheckSpec] as const))("the row %s", (_, spec) => {
  const steps = VARIANTS.flatMap((input) => [...spec.steps(input), ...(spec.fix?.(input) ?? [])]);

  test("has a name that is a word of a command line and a summary of one line", () => {
    expect(spec.name).toMatch(/^[a-z][a-z-]*$/);
    expect(spec.summary).toMatch(/^[A-Z][^\n]{10,90}[^.\n]$/);
  });

  test("uses tools that are pinned, with hashes or by an image's tag for one version", () => {
    for (const { tool } of steps) {
      const { source } = toolSpec(tool);
      if (source.kind === "image") {
        expect(source.image).toMatch(/^[a-z0-9./-]+:\d+\.\d+\.\d+(-[a-z0-9.-]+)?$/);
        expect(source.image).toContain(source.version);
        continue;
      }
      const lock = readFileSync(join(PIPELINE, "requirements", `${tool}.txt`), "utf8");
      expect(lock).toMatch(new RegExp(`^${source.package ?? tool}==\\S+ \\\\\\n\\s+--hash=sha256:`, "m"));
      expect(existsSync(join(PIPELINE, "requirements", `${tool}.in`))).toBe(true);
    }
  });

  test("hands over a config of the config folder, and no other: the tool finds that by itself", () => {
    for (const { config, argv } of steps) {
      expect(argv.some((word) => word.includes("{config}"))).toBe(config?.how === "given");
    }
  });

  test("uses config files that this project has", () => {
    for (const { config } of steps) {
      // Only the test row's config is one that this project leaves out.
      if (config?.how !== "given" || ["pytest.ini", "hadolint.yaml"].includes(config.name)) continue;
      expect(existsSync(join(PIPELINE, "..", ".config", config.name))).toBe(true);
    }
  });

  test("looks at the targets that hold files for it, and at no other", () => {
    const targets = [
      { path: "a", holds: new Set([spec.files.join(" "), "*.py *.pyi"]) },
      { path: "d", holds: new Set(["*.txt"]) },
    ];
    const input = planInput({ olderPython: true, named: true, targets });
    for (const { argv, id } of [...spec.steps(input), ...(spec.fix?.(input) ?? [])]) {
      // Pytest is told in a word of their own too which of them hold tests, for its path.
      const known = argv.filter((word) => targets.some(({ path }) => path === word));
      expect(known).toEqual(id === "pytest" ? ["a", "a"] : ["a"]);
    }
  });

  test("is decided by exactly one step, the first, whatever else is asked", () => {
    for (const input of VARIANTS) {
      expect(spec.steps(input).map(({ role }, index) => (role === "gate") === (index === 0))).not.toContain(false);
    }
  });

  test("is fixed, where it can be, by a change that its own gate judges", () => {
    for (const input of VARIANTS) {
      const fix = spec.fix?.(input) ?? [];
      expect(fix.map(({ role }) => role)).toEqual(spec.fix === undefined ? [] : ["change", "gate"]);
      if (spec.fix !== undefined) expect(fix[1]?.argv).toEqual(spec.steps(input)[0]?.argv);
    }
  });

  test("has steps that can be told apart and exit codes that mean one thing", () => {
    for (const input of VARIANTS) {
      const ids = spec.steps(input).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
    for (const { exits, role } of steps) {
      if (role !== "change") expect(exits.clean).toEqual([0]);
      expect(exits.findings.filter((code) => exits.clean.includes(code))).toEqual([]);
    }
  });

  test("keeps the caches of its tools where Drydock says, or none", () => {
    const keeping = steps.filter(({ tool, role }) => KEEPS_A_CACHE.includes(tool) && role !== "oracle");
    for (const { argv, env } of keeping) {
      const placed = [...argv, ...Object.values(env ?? {})].some((word) => word.includes("{cache}"));
      expect(placed || argv.includes("--no-cache")).toBe(true);
    }
  });

  test("has a time limit", () => {
    expect(spec.timeoutSeconds).toBeGreaterThan(0);
  });
});

const selected = (names: readonly string[] | "all", checks: readonly string[] = []) =>
  selectChecks(names, settingsWith({ checks })).map(({ name }) => name);

test("run-all runs the catalog's own choice when the settings name none", () => {
  expect(selected("all")).toEqual(["lint", "format", "typecheck", "ruff"]);
});

test("run-all runs the checks of the settings, in catalog order", () => {
  expect(selected("all", ["test", "ruff", "lint"])).toEqual(["lint", "ruff", "test"]);
});

test("a verb of one check runs it, whatever the settings name", () => {
  expect(selected(["test"], ["lint"])).toEqual(["test"]);
  expect(selected(["ruff", "format"], ["lint"])).toEqual(["format", "ruff"]);
});
