import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Interpreter } from "../../local/python/interpreter.ts";
import { drydock } from "../support/callCli.ts";
import { project, put, TEST_CACHE, temporary } from "../support/cli.ts";
import { cachedOf, jsonRun } from "../support/jsonRun.ts";
import { copiedCache, ownCache } from "../support/ownCache.ts";

const UNUSED = "import os\n";
const NOWHERE = "http://127.0.0.1:9/simple";
/** No index, no proxy that could lead to one, nothing that a machine has stored of one. */
const OFFLINE = {
  PIP_INDEX_URL: NOWHERE,
  PIP_FIND_LINKS: undefined,
  PIP_RETRIES: "0",
  UV_DEFAULT_INDEX: NOWHERE,
  UV_FIND_LINKS: undefined,
  UV_HTTP_RETRIES: "0",
  UV_PYTHON_INSTALL_MIRROR: NOWHERE,
};

describe("without a network", () => {
  it("everything that is cached works, and so do tools whose environments are there", async () => {
    const folder = project({ "src/a.py": UNUSED });
    const env = { ...OFFLINE, DRYDOCK_CACHE: ownCache() };
    expect((await jsonRun(folder, ["ruff"], env)).run.verdict).toBe("failed");
    const { code, run } = await jsonRun(folder, ["ruff"], env);
    expect(cachedOf(run)).toEqual(["ruff"]);
    expect(code).toBe(1);
  });

  it("a tool that would have to be fetched is broken, with a sentence on the network", async () => {
    const env = { ...OFFLINE, DRYDOCK_CACHE: copiedCache("uv"), UV_CACHE_DIR: temporary() };
    const { code, stdout } = await drydock(project({ "src/a.py": UNUSED }), ["ruff"], env);
    expect(code).toBe(2);
    expect(stdout).toContain("the environment of ruff could not be created");
    expect(stdout).toContain("Check the network.");
    expect(stdout).not.toContain("passed");
  });

  it("an empty cache on a machine without uv is broken, with a sentence on the network", async () => {
    const env = { ...OFFLINE, DRYDOCK_CACHE: join(temporary(), "c"), PIP_CACHE_DIR: temporary(), ...onlyOurPython() };
    const { code, all } = await drydock(project({ "src/a.py": UNUSED }), ["ruff"], env);
    expect(code).toBe(2);
    expect(all).toContain("the environment of uv could not be created");
    expect(all).toContain("Check the network.");
  });
});

describe("a Python that is not there", () => {
  const CLEAN = { "src/a.py": '"""A module."""\n' };

  it("is told in a notice and in the Run, and an older one runs", async () => {
    const env = { ...OFFLINE, DRYDOCK_CACHE: ownCache(), ...onlyOurPython() };
    const { code, run } = await jsonRun(project(CLEAN), ["ruff", "--python", "3.99"], env);
    expect(code).toBe(0);
    expect(run.python.wanted).toBe("3.99");
    expect(run.python.used).toBe(OURS.version);
    expect(run.notices.join("\n")).toContain(`Python 3.99 was not found, so the tools run on Python ${OURS.version}`);
  });

  const present = ["/usr/bin", "/usr/local/bin"].some((folder) => existsSync(join(folder, "python3.14")));

  // Where the system itself has the wanted Python it cannot be missing.
  it.skipIf(present).each(["lint", "format-check", "typecheck"])(
    "makes %s broken on code that only the wanted one can read, and failed on code that none can",
    async (verb) => {
      const env = { ...OFFLINE, DRYDOCK_CACHE: ownCache(), ...onlyOurPython() };
      // PEP 758: no brackets around the exceptions, from 3.14 on.
      const newer = '"""A module."""\n\ntry:\n    print()\nexcept ValueError, TypeError:\n    print( )\n';
      const modern = await drydock(project({ "src/a.py": newer }), [verb, "--python", "3.14"], env);
      expect(modern.stdout).toContain("Install Python 3.14");
      expect(modern.code).toBe(2);
      const none = await drydock(project({ "src/a.py": "def broken(:\n" }), [verb, "--python", "3.14"], env);
      expect(none.stdout).toMatch(/src\/a\.py:1:\d+/);
      expect(none.code).toBe(1);
    },
  );

  it("is looked for past shims that fail and programs that are no Python", async () => {
    const bin = join(temporary(), "bin");
    mkdirSync(bin);
    program(bin, "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127");
    program(bin, "python3", "echo Hello");
    const { PATH, ...elsewhere } = onlyOurPython();
    const env = { ...OFFLINE, DRYDOCK_CACHE: ownCache(), ...elsewhere, PATH: `${bin}:${PATH}` };
    const { code, run } = await jsonRun(project(CLEAN), ["ruff"], env);
    expect(code).toBe(0);
    expect(run.python.used).toBe(OURS.version);
  });
});

/** The Python that the environments of all tests are made with. */
const OURS: Interpreter = JSON.parse(readFileSync(join(TEST_CACHE, "interpreters.json"), "utf8"))["3.13"].interpreter;

/** Shows the search that Python and no other but the system's. */
function onlyOurPython() {
  const bin = join(temporary(), "bin");
  mkdirSync(bin);
  symlinkSync(OURS.path, join(bin, OURS.path.slice(OURS.path.lastIndexOf("/") + 1)));
  return { PATH: bin, HOME: temporary(), PYENV_ROOT: "/nowhere", UV_PYTHON_INSTALL_DIR: temporary() };
}

function program(folder: string, name: string, script: string): void {
  put(folder, name, `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}
