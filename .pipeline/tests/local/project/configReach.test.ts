import { expect, test } from "vitest";
import { configFolder } from "../../../local/project/configFolder.ts";
import { reachOf } from "../../../local/project/configReach.ts";
import { checkSpec } from "../../../src/catalog.ts";
import { planCheck } from "../../../src/plan.ts";
import { planInput } from "../../support/planning.ts";
import { testFolder } from "../../support/testFolder.ts";

const reach = (check: string, file: string, text: string) => {
  const input = planInput({ configFiles: [file] });
  return reachOf(planCheck(checkSpec(check), input), configFolder(testFolder({ [file]: text })));
};

test.each([
  ["typecheck", "mypy.ini", "[mypy]\nmypy_path = /opt/stubs\n", "mypy_path in mypy.ini"],
  ["typecheck", "mypy.ini", "[mypy]\nplugins = /opt/plugin.py\n", "plugins in mypy.ini"],
  ["ruff", "pyproject.toml", '[tool.ruff]\nextend = "/opt/base.toml"\n', "extend in pyproject.toml"],
  ["lint", ".pylintrc", "[MAIN]\ninit-hook=import x\n", "init-hook in .pylintrc"],
  ["test", "pytest.ini", "[pytest]\npythonpath = ../lib\n", "pythonpath in pytest.ini"],
])("%s with %s that leads out of the source is told by its setting", (check, file, text, told) => {
  expect(reach(check, file, text)).toBe(told);
});

test.each([
  ["typecheck", "mypy.ini", "[mypy]\nstrict = True\nplugins = pydantic.mypy\n"],
  ["ruff", "pyproject.toml", '[tool.ruff.lint]\nextend-select = ["B"]\n'],
  ["lint", ".pylintrc", "[MAIN]\nload-plugins=pylint.extensions.typing\n"],
  ["test", "pytest.ini", "[pytest]\naddopts = -ra --strict-markers\n"],
])("%s with an ordinary %s leads nowhere", (check, file, text) => {
  expect(reach(check, file, text)).toBeUndefined();
});
