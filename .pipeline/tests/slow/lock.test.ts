import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readLock } from "../../src/flow/lock.ts";
import { drydock } from "../support/callCli.ts";
import { testFolder } from "../support/testFolder.ts";

const SHIPPED = readFileSync(join(import.meta.dirname, "../../requirements/mypy.txt"), "utf8");
const VERSION = /^mypy==([^\s\\]+)/m.exec(SHIPPED)?.[1];
const REQUIREMENTS = ".config/requirements";

test("a plugin that is not there is told with the command that brings it, and then it works", async () => {
  const folder = testFolder({
    ".git/HEAD": "",
    "mypy.ini": "[mypy]\nplugins = pydantic.mypy, own/plugin.py\n",
    "own/plugin.py":
      'from mypy.plugin import Plugin\n\n\ndef plugin(version):\n    """Return it."""\n    return Plugin\n',
    "main.py": "from pydantic import BaseModel\n\n\nclass Item(BaseModel):\n    name: str\n\n\nItem(nam='x')\n",
  });
  const before = await drydock(folder, ["typecheck", "main.py"]);
  expect(before.stdout).toContain("`drydock lock mypy --with pydantic`");
  const { code, stdout } = await drydock(folder, ["lock", "mypy", "--with", "pydantic"]);
  expect(stdout).toMatch(
    /^Wrote \.config\/requirements\/mypy\.in and .*mypy\.txt: mypy .*\n( {2}.*\n)* {2}added pydantic [\d.]+/,
  );
  expect(code).toBe(0);
  expect(readdirSync(join(folder, REQUIREMENTS)).sort()).toEqual(["mypy.in", "mypy.txt"]);
  expect(readFileSync(join(folder, REQUIREMENTS, "mypy.in"), "utf8")).toBe(`mypy==${VERSION}\npydantic\n`);
  const lock = readFileSync(join(folder, REQUIREMENTS, "mypy.txt"), "utf8");
  expect(readLock("mypy", "mypy.txt", lock).text).toContain(`mypy==${VERSION} `);
  expect((await drydock(folder, ["lock"])).stdout).toBe(`${REQUIREMENTS}/mypy.txt is up to date.`);
  const after = await drydock(folder, ["typecheck", "main.py"]);
  expect(after.stdout).toContain('Missing named argument "name" for "Item"');
  expect(after.code).toBe(1);
});

test("a package that does not exist is told in uv's words, and nothing is written", async () => {
  const folder = testFolder({ ".git/HEAD": "" });
  const { code, stderr } = await drydock(folder, ["lock", "ruff", "--with", "no-such-package-of-drydock"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/The lock of ruff could not be created: .*\n.*no-such-package-of-drydock was not found/s);
  expect(stderr).not.toContain("requires-python");
  expect(existsSync(join(folder, ".config"))).toBe(false);
});

test.each([
  ["no tool has a list", ["lock"], "no tool has a list of packages in .config/requirements"],
  ["packages are for two tools", ["lock", "mypy", "ruff", "--with", "a"], "--with adds packages to one tool"],
  ["packages are for none", ["lock", "--with", "a"], "drydock lock mypy --with a"],
  ["the tool is unknown", ["lock", "php"], "The tools are pylint, black"],
  ["a package is an address", ["lock", "ruff", "--with", "a @ file:///a.whl"], "is not the name of a package"],
])("is refused where %s", async (_what, words, message) => {
  const { code, stderr } = await drydock(testFolder({ ".git/HEAD": "" }), words);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});

test("a lock without its list is never lost, and no folder that is a link is written to", async () => {
  const folder = testFolder({ ".git/HEAD": "", [`${REQUIREMENTS}/ruff.txt`]: "ruff==1\n", "other/": "" });
  expect((await drydock(folder, ["lock", "ruff"])).stderr).toContain("ruff.txt exists without");
  expect(readFileSync(join(folder, REQUIREMENTS, "ruff.txt"), "utf8")).toBe("ruff==1\n");
  mkdirSync(join(folder, "conf"));
  symlinkSync("../other", join(folder, "conf/requirements"));
  writeFileSync(join(folder, "other/ruff.in"), "ruff\n");
  expect((await drydock(folder, ["lock", "-c", "conf"])).stderr).toContain("is a symbolic link");
  expect(readdirSync(join(folder, "other"))).toEqual(["ruff.in"]);
});
