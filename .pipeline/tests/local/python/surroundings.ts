import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { findInterpreter, type Interpreter } from "../../../local/python/interpreter.ts";
import { findUv } from "../../../local/python/uv.ts";
import type { Lock } from "../../../src/flow/lock.ts";

const PIPELINE = resolve(import.meta.dirname, "../../..");
/** Kept between test runs: fetching uv costs seconds. */
const KEPT = resolve(PIPELINE, "../node_modules/.cache/drydock-tests");

/** A lock of one small package with a program of its own. */
export const LOCK: Lock = {
  tool: "pyflakes",
  text:
    "pyflakes==3.4.0 --hash=sha256:b24f96fafb7d2ab0ec5075b7350b3d2d2218eab42003821c06344973d3ea2f58 " +
    "--hash=sha256:f742a7dbd0d9cb9ea41e9a24a918996e8170c799fa528688d40dd582c8265f4f\n",
};

export const UV_LOCK: Lock = {
  tool: "uv",
  text: readFileSync(join(PIPELINE, "requirements", "uv.txt"), "utf8"),
};

export interface Surroundings {
  readonly folder: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly interpreter: Interpreter;
  /** Path of a real uv. */
  readonly uvPath: string;
  readonly remove: () => void;
}

/** A temporary folder, a real Python and a real uv. */
export async function surroundings(): Promise<Surroundings> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "drydock-environment-")));
  const { signal } = new AbortController();
  const env = { ...process.env };
  const memoFile = join(folder, "interpreter.json");
  const interpreter = await findInterpreter("3.13", { env, memoFile, download: async () => undefined, signal });
  const uvPath = await findUv({ env, root: KEPT, lock: UV_LOCK, signal });
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { folder, root: join(folder, "environments"), env, interpreter, uvPath, remove };
}

/** A pure project whose build needs nothing from a network; like setuptools it leaves something where it builds. */
export function library(folder: string, word: string, name = "lib"): void {
  mkdirSync(folder, { recursive: true });
  const put = (file: string, text: string) => writeFileSync(join(folder, file), text);
  const build = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n';
  put("pyproject.toml", `[project]\nname = "${name}"\nversion = "1"\ndynamic = ["dependencies"]\n${build}`);
  put(`${name}.py`, `WORD = "${word}"\n`);
  put("backend.py", BACKEND.replaceAll("@", name));
}

const BACKEND = `import os, zipfile
def _wheel(folder, files):
    os.makedirs("build", exist_ok=True)
    open("build/made_by_build.py", "w").write("MADE = True")
    name = "@-1-py3-none-any.whl"
    needs = open("needs").read() if os.path.exists("needs") else ""
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        wheel.writestr("@-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: @\\nVersion: 1\\n" + needs)
        wheel.writestr("@-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("@-1.dist-info/RECORD", "")
    return name
def build_wheel(folder, config=None, metadata=None):
    return _wheel(folder, {"@.py": open("@.py").read()})
def build_editable(folder, config=None, metadata=None):
    return _wheel(folder, {"@.pth": os.getcwd()})
`;

/** What stands in a folder, also what is hidden. */
export function namesIn(folder: string): readonly string[] {
  return readdirSync(folder).sort();
}

/** Variables with which nothing can be fetched, and nothing was before. */
export function offline(): Readonly<Record<string, string>> {
  const nowhere = "http://user:secret@127.0.0.1:9/simple";
  return {
    ...{ UV_DEFAULT_INDEX: nowhere, UV_HTTP_RETRIES: "0" },
    ...{
      PIP_INDEX_URL: nowhere,
      PIP_RETRIES: "0",
      PIP_NO_CACHE_DIR: "1",
      PIP_FIND_LINKS: "",
      PIP_CONFIG_FILE: "/dev/null",
    },
  };
}

/** Writes an executable script. */
export function script(path: string, ...lines: readonly string[]): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${["#!/bin/sh", ...lines].join("\n")}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A program that says of itself what a Python of that version says. `before` are shell lines that run first. */
export function fakePython(path: string, version: string, kind = "cpython", flags = "", before = ""): string {
  return script(path, before, `printf 'drydock-python\\t%s\\t%s\\t%s\\t%s\\n' ${kind} ${version} '${flags}' "$0"`);
}
