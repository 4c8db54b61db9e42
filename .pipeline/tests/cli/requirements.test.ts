import { describe, expect, it } from "vitest";
import { drydock, project } from "../support/cli.ts";
import { jsonRun } from "../support/jsonRun.ts";

/** An application whose import is in no tool's own environment. */
const FILES = {
  "src/signing.py": [
    '"""Signed texts."""',
    "",
    "from itsdangerous import Signer",
    "",
    "",
    "def signed(text: str) -> bytes:",
    '    """Return the text with its signature."""',
    '    return Signer("secret").sign(text)',
    "",
  ].join("\n"),
  "src/test_signing.py": [
    '"""Tests of the signatures."""',
    "",
    "from signing import signed",
    "",
    "",
    "def test_signed() -> None:",
    '    """A signature follows the text."""',
    '    assert signed("text").startswith(b"text.")',
    "",
  ].join("\n"),
  "requirements.txt": "itsdangerous==2.2.0\n",
};
const CHECKS = ["lint", "typecheck", "test"];
const WITHOUT = { python: "3.13", checks: CHECKS };

describe("an application whose imports need its requirements", () => {
  it("is clean for Pylint, mypy and pytest when the settings name them", async () => {
    const { code, run } = await jsonRun(application({ ...WITHOUT, requirements: "requirements.txt" }), ["run-all"]);
    expect(run.results.flatMap(({ findings, notices, reason }) => [...findings, ...notices, reason ?? ""])).toEqual([
      "",
      "",
      "",
    ]);
    expect(code).toBe(0);
  });

  it("is clean when --requirements names them", async () => {
    expect((await drydock(application(WITHOUT), ["typecheck", "--requirements", "requirements.txt"])).code).toBe(0);
  });

  it.each(["typecheck", "lint", "test"])("fails in %s without them, at the import", async (verb) => {
    const { code, run } = await jsonRun(application(WITHOUT), [verb]);
    expect(code).toBe(1);
    expect(run.results[0]?.findings.map(({ path, line }) => `${path}:${line}`)).toContain("src/signing.py:3");
  });

  it.each(["lint", "typecheck", "test"])("is told by a notice of %s that requirements can be named", async (verb) => {
    const { run } = await jsonRun(application(WITHOUT), [verb]);
    expect(run.results[0]?.notices.join("\n")).toContain('"requirements"');
  });

  it("is broken, with the installer's words, when a requirement does not exist", async () => {
    const folder = application({ ...WITHOUT, requirements: "requirements.txt" }, "itsdangerous==0.0.0.1\n");
    const { code, stdout } = await drydock(folder, ["typecheck"]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/environment of the application .*could not be made/);
    expect(stdout).toContain("itsdangerous==0.0.0.1");
  });
});

function application(settings: object, requirements = FILES["requirements.txt"]): string {
  return project({ ...FILES, "requirements.txt": requirements, ".config/drydock.json": JSON.stringify(settings) });
}
