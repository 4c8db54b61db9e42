import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../../support/cli.ts";

const folder = join(ROOT, ".docker");

describe("the files of the application's image", () => {
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
