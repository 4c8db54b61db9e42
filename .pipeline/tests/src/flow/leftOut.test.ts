import { expect, test } from "vitest";
import { CHECKS, checkSpec } from "../../../src/checks/catalog.ts";
import { leftOutNotice } from "../../../src/flow/leftOut.ts";
import { planCheck } from "../../../src/flow/plan.ts";
import { planInput } from "../../support/planning.ts";

const ALL = CHECKS.map(({ name }) => name as string);

function noticeOf(paths: readonly string[], targets = ["src"], names = ALL, texts: Record<string, string> = {}) {
  const input = planInput({ targets: targets.map((path) => ({ path, holds: new Set(["*.py *.pyi"]) })) });
  const plans = names.map((name) => planCheck(checkSpec(name), input));
  return leftOutNotice(plans, input, paths, ({ tool }) => texts[tool]);
}
const END = 'Other tools check them. To have no tool check them, add them to "ignore" in drydock.json.';

test("folders that some tools leave out by default, and others check, are told once, by their tools", () => {
  const paths = ["src/build/a.py", "src/build/lib/b.py", "src/x/dist/a.pyi", "src/_build/a.py", "src/a.py"];
  expect(noticeOf(paths)).toEqual([
    `By default black leaves out src/build; black and ruff leave out src/_build, src/x/dist. ${END}`,
  ]);
  expect(noticeOf(["src/site-packages/a.py"])).toEqual([
    `By default mypy and ruff leave out src/site-packages. ${END}`,
  ]);
});

test("nothing is told where they agree, hold no Python, or are not checked", () => {
  expect(noticeOf(["src/build.py", "src/dist/logo.svg", "src/builds/a.py", "dist/a.py"])).toEqual([]);
  expect(noticeOf(["src/dist/a.py"], ["src"], ["format", "ruff"])).toEqual([]);
  expect(noticeOf(["src/dist/a.py"], ["src"], ["format", "test", "phplint"])).toEqual([]);
});

test("of a folder that is a target itself, Ruff leaves nothing out, and Black does", () => {
  expect(noticeOf(["dist/a.py"], ["dist"])).toEqual([`By default black leaves out dist. ${END}`]);
  expect(noticeOf(["dist/sub/a.py"], ["dist/sub"])).toEqual([`By default black leaves out dist. ${END}`]);
  expect(noticeOf(["dist/sub/a.py"], ["dist/sub/a.py"])).toEqual([]);
  expect(noticeOf(["dist/a.py"], ["."])).toEqual([`By default black and ruff leave out dist. ${END}`]);
});

test("a tool whose config says what it leaves out is not spoken of", () => {
  const choice = { black: '[tool.black]\nexclude = "build"\n', ruff: '[tool.ruff]\n"exclude" = []\n' };
  expect(noticeOf(["src/dist/a.py"], ["src"], ALL, choice)).toEqual([]);
  expect(noticeOf(["src/dist/a.py"], ["src"], ALL, { black: 'extend-exclude = "x"\n' })).toHaveLength(1);
  const others = { pylint: "[MAIN]\nignore-paths=dist\n", mypy: "[mypy]\nexclude: dist\n" };
  expect(noticeOf(["src/dist/a.py"], ["src"], ALL, others)).toEqual([]);
});
