import { expect, test } from "vitest";
import { openProject } from "../../../local/engine/project.ts";
import { pythonClaims, pythonNotices } from "../../../local/engine/pythonClaims.ts";
import { testFolder } from "../../support/testFolder.ts";

const TOOLS = ["pylint", "black", "mypy", "ruff"];

/** The claims of such a repository, and what a run says of them. */
async function claimed(files: Readonly<Record<string, string>>, python?: string) {
  const cwd = testFolder({ "a.py": "", ...files });
  const project = await openProject({ cwd, source: [], env: {}, ...(python === undefined ? {} : { python }) });
  const claims = pythonClaims(project, TOOLS).map(({ file, setting, value }) => `${file}: ${setting} = ${value}`);
  return { claims, notices: pythonNotices(project, TOOLS) };
}

test.each<[string, string, string]>([
  ["mypy.ini", "[mypy]\npython_version = 3.9\n", "python_version = 3.9"],
  ["setup.cfg", "[mypy]\npython_version: 3.9\n", "python_version = 3.9"],
  ["pyproject.toml", '[tool.mypy]\npython_version = "3.9"\n', "python_version = 3.9"],
  ["pyproject.toml", "[tool.mypy]\npython_version = 3.9\n", "python_version = 3.9"],
])(
  "mypy's python_version in %s is told where the user chose another Python, and only there",
  async (file, text, said) => {
    const { claims, notices } = await claimed({ [file]: text }, "3.13");
    expect(claims).toEqual([`${file}: ${said}`]);
    expect(notices).toEqual([`python_version in ${file} is 3.9, so mypy checks for Python 3.9 and not for 3.13.`]);
    expect((await claimed({ [file]: text }, "3.9")).notices).toEqual([]);
    expect((await claimed({ [file]: text })).notices).toEqual([]);
    const settings = { ".config/drydock.json": '\ufeff{ "python": "3.12" }' };
    expect((await claimed({ [file]: text, ...settings })).notices).toHaveLength(1);
  },
);

test.each<[string, string, string]>([
  [".pylintrc", "[MAIN]\npy-version=3.14\n", "py-version in .pylintrc is 3.14"],
  [".config/.pylintrc", "[MAIN]\npy-version=3,14\n", "py-version in .pylintrc is 3,14"],
  ["pyproject.toml", '[tool.pylint.main]\npy-version = "3.14"\n', "py-version in pyproject.toml is 3.14"],
  [
    "pyproject.toml",
    '[tool.black]\ntarget-version = ["py314", "py315"]\n',
    "target-version in pyproject.toml is py314, py315",
  ],
  ["ruff.toml", 'target-version = "py314"\n', "target-version in ruff.toml is py314"],
])(
  "in %s %j names the oldest Python: a newer one than is checked for is told, an older one is not",
  async (file, text, said) => {
    expect((await claimed({ [file]: text })).notices).toEqual([
      `${said}, which is newer than the Python 3.13 that is checked for: choose another with "python" in drydock.json or --python.`,
    ]);
    expect((await claimed({ [file]: text }, "3.15")).notices).toEqual([]);
  },
);

test("a requires-python that excludes the Python that is checked for is told, whoever chose it", async () => {
  const project = { "pyproject.toml": '[project]\nrequires-python = "<3.13"\n' };
  const said = [
    expect.stringMatching(/^Python 3\.1[34] is checked for, but requires-python in pyproject.toml is "<3\.13"/),
  ];
  expect((await claimed(project)).notices).toEqual(said);
  expect((await claimed(project, "3.14")).notices).toEqual(said);
  expect(await claimed(project, "3.12")).toEqual({ claims: ["pyproject.toml: requires-python = <3.13"], notices: [] });
});

test("a config that cannot be read, and words that are no version, claim nothing", async () => {
  const files = { "pyproject.toml": "[project", "mypy.ini": "[mypy]\npython_version = newest\n", "ruff.toml": "= =" };
  expect(await claimed(files, "3.12")).toEqual({ claims: [], notices: [] });
});
