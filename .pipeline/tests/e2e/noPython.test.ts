import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pythonCandidates } from "../../local/python/interpreter.ts";
import { project, put, temporary } from "../support/cli.ts";
import { mounted } from "../support/mounted.ts";

const SOURCE = { "src/a.py": "import os\n" };

describe("a machine", () => {
  it("with no Python at all is told to install one, and nothing is green", async () => {
    const { code, all } = await withPythons(temporary());
    expect(all).toContain("No CPython 3.10 or newer was found");
    expect(all).toContain("there is none");
    expect(all).toContain("Install Python 3.13");
    expect(all).not.toContain("passed");
    expect(code).toBe(2);
  });

  it("whose only Python is too old is told which that is, and what is needed", async () => {
    const bin = temporary();
    put(bin, "python3", '#!/bin/sh\nprintf "drydock-python\\tcpython\\t3.8.20\\t\\t/opt/old/bin/python3.8\\n"\n');
    chmodSync(join(bin, "python3"), 0o755);
    const { code, all } = await withPythons(bin);
    expect(all).toContain("there is only 3.8.20 (/opt/old/bin/python3.8)");
    expect(all).toContain("Install Python 3.13");
    expect(code).toBe(2);
  });

  it("whose Pythons lack ensurepip, and that has no uv, is told which package is missing", async () => {
    const env = { DRYDOCK_CACHE: join(temporary(), "c"), PATH: pathWithoutUv() };
    const script = `for one; do case $one in */ensurepip) mount --bind '${temporary()}' "$one" ;; *) break ;; esac; done`;
    const { code, all } = await mounted(script, ensurepips(), project(SOURCE), ["ruff"], env);
    expect(all).toContain("no Python here can create a virtual environment");
    expect(all).toContain("apt install python3-venv");
    expect(code).toBe(2);
  });
});

/** Runs the CLI where the Pythons of that folder are the only ones: those of the system are hidden. */
function withPythons(bin: string) {
  const nowhere = { HOME: temporary(), PYENV_ROOT: "/nowhere", MISE_DATA_DIR: "/nowhere", ASDF_DATA_DIR: "/nowhere" };
  const env = { ...nowhere, PATH: bin, DRYDOCK_CACHE: join(temporary(), "c"), UV_PYTHON_INSTALL_DIR: "/nowhere" };
  const script = 'for one; do case $one in */python*) mount --bind /dev/null "$one" ;; *) break ;; esac; done';
  return mounted(script, systemPythons(), project(SOURCE), ["run-all"], env);
}

function systemPythons(): readonly string[] {
  const found = ["/usr/bin", "/usr/local/bin"].flatMap((folder) => {
    const names = readdirSync(folder).filter((name) => /^python(\d(\.\d+)?)?$/.test(name));
    return names.map((name) => realpathSync(join(folder, name)));
  });
  return [...new Set(found)];
}

/** The folders of ensurepip, of every Python that the search for one could find. */
function ensurepips(): readonly string[] {
  const found = pythonCandidates("3", process.env).flatMap(({ path }) => {
    try {
      const script = "import ensurepip, os; print(os.path.dirname(os.path.realpath(ensurepip.__file__)))";
      return [execFileSync(path, ["-I", "-c", script], { cwd: "/", encoding: "utf8", stdio: "pipe" }).trim()];
    } catch {
      return []; // A shim that leads nowhere, or a Python that lacks it already.
    }
  });
  return [...new Set(found)].filter((folder) => folder.endsWith("/ensurepip"));
}

function pathWithoutUv(): string {
  const folders = (process.env.PATH ?? "").split(":").filter((folder) => !existsSync(join(folder, "uv")));
  return folders.join(":");
}
