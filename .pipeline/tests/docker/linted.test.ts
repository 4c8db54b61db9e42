import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/cli.ts";
import { CLEAN, lint } from "../support/linters.ts";

/** Files of the checkout, those not yet committed too, by the end of their names. */
function files(...ends: readonly string[]): readonly string[] {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...ends];
  return execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
}

describe("the files that Docker and the shell read", () => {
  it("pass hadolint", () => {
    const found = files("*Dockerfile");
    expect(found).toHaveLength(3);
    expect(lint("hadolint", found)).toEqual(CLEAN);
  });

  it("pass shellcheck, and are POSIX shell outside of CI's own", () => {
    const found = files("*.sh");
    expect(found.length).toBeGreaterThanOrEqual(7);
    expect(lint("shellcheck", ["--shell=sh", ...found])).toEqual(CLEAN);
    expect(lint("shellcheck", ["--shell=bash", ".ci/run"])).toEqual(CLEAN);
  });

  it("would not pass if they were wrong", () => {
    expect(lint("hadolint", ["-"], "FROM debian\n").status).toBe(1);
    expect(lint("shellcheck", ["--shell=sh", "-"], "[[ $1 ]]\n").status).toBe(1);
  });
});
