import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { atDoor, runChecks } from "../../../src/dagger/door.ts";
import { state, toolArgv, withEngine } from "../../support/daggerModule.ts";

describe("symbolic links of the source in Dagger", () => {
  it("leave all of the source when nothing is wrong with them, but the files' times are made from their content", async () => {
    const { asked, value } = await withEngine({}, () => runChecks(state(), ["ruff"]));
    const asking = asked.find(({ argv }) => argv.includes("/opt/drydock/scripts/drydock_links.py"));
    expect(asking?.argv).toEqual(["python3", "-I", "/opt/drydock/scripts/drydock_links.py", "/app/src"]);
    const command = asked.find((one) => toolArgv(one) !== undefined);
    expect(command?.chain).toContain('withMountedDirectory(path: "/app/src",source: <TIMED SOURCE>)');
    expect(value?.notices).toEqual([]);
  });

  it("are left out, with a notice, when they lead elsewhere", async () => {
    const links = [
      { path: "a*b[1].py", target: "/etc/x", why: "absolute" },
      { path: "out", target: "../..", why: "outside" },
      { path: "gone.py", target: "nope", why: "missing" },
    ];
    const { asked, value } = await withEngine({ links }, () => runChecks(state(), ["ruff"]));
    const command = asked.find((one) => toolArgv(one) !== undefined);
    const patterns = ["a\\*b\\[1\\].py", "out", "gone.py"];
    expect(command?.chain.at(-3)).toContain(`<TIMED SOURCE.filter(exclude: ${JSON.stringify(patterns)})>`);
    expect(value?.notices).toEqual([
      "a*b[1].py is left out: it is a symbolic link to /etc/x, an absolute path, which leads elsewhere in a copy or container.",
      "out is left out: it is a symbolic link to ../.., outside of the source folder.",
      "gone.py is left out: it is a symbolic link to nope, which does not exist.",
    ]);
  });

  it("that could not be read are said so, with the last words", async () => {
    const exec = { exitCode: 1, stderr: "PermissionError: /app/src" };
    const { error } = await withEngine(
      { first: ({ argv }) => (argv.includes("-I") ? { error: "failed", exec } : undefined) },
      () => atDoor(() => runChecks(state(), "all")),
    );
    expect(error?.message).toMatch(
      /^The symbolic links of the source could not be read, exit code 1:\nPermissionError/,
    );
    expect(error).not.toHaveProperty("exitCode");
  });

  it("are named, before any tool runs, when they are a loop", async () => {
    const links = [{ path: "a/up", target: "..", why: "loop" }];
    const { asked, error } = await withEngine({ links }, () => atDoor(() => runChecks(state(), "all")));
    expect(error?.message).toMatch(/^The symbolic link a\/up to \.\. is a loop: following it never ends\.\nRemove/);
    expect(asked.some((one) => toolArgv(one) !== undefined)).toBe(false);
  });
});

it("a NUL byte in a Python file is named before any tool runs in Dagger, as on the host", async () => {
  const links = [{ path: "a.py", target: "", why: "nul" }];
  const { asked, error } = await withEngine({ links }, () => atDoor(() => runChecks(state(), "all")));
  expect(error?.message).toMatch(/^a\.py holds a NUL byte, which no Python source may\./);
  expect(asked.some((one) => toolArgv(one) !== undefined)).toBe(false);
});

describe("drydock_links.py", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "drydock-links-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** Makes links in a source folder that has files in a, b and c, and tells what is said of them. */
  function saidOf(links: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    for (const folder of ["a", "b", "c"]) {
      mkdirSync(join(root, "src", folder), { recursive: true });
      writeFileSync(join(root, "src", folder, "f.py"), "");
    }
    for (const [path, target] of Object.entries(links)) {
      mkdirSync(dirname(join(root, "src", path)), { recursive: true });
      symlinkSync(target, join(root, "src", path));
    }
    const script = resolve(import.meta.dirname, "../../../python/drydock_links.py");
    const said = execFileSync("python3", ["-I", script, join(root, "src")], { encoding: "utf8" });
    const rows: { path: string; target: string; why: string }[] = JSON.parse(said);
    for (const { path, target } of rows) expect(target).toBe(links[path]);
    return Object.fromEntries(rows.map(({ path, why }) => [path, why]));
  }

  it("says nothing of links within the folder, one into a folder of links too", () => {
    expect(saidOf({ "good.py": "a/f.py", "c/gooddir": "../a", "a/x": "../b" })).toEqual({});
  });

  it("tells links that lead elsewhere or nowhere", () => {
    const links = { "abs.py": "/etc/hosts", "gone.py": "nope", "out.py": "../../x", out: "../other" };
    mkdirSync(join(root, "other"));
    expect(saidOf(links)).toEqual({ "abs.py": "absolute", "gone.py": "missing", "out.py": "missing", out: "outside" });
  });

  it("tells every kind of loop", () => {
    const links = { self: "self", "c/up": "..", above: "..", "a/x": "../b", "b/y": "../a" };
    expect(saidOf(links)).toEqual({ self: "loop", "c/up": "loop", above: "loop", "a/x": "loop", "b/y": "loop" });
  });

  it("tells Python files with a NUL byte, and no others", () => {
    mkdirSync(join(root, "src"));
    for (const name of ["nul.py", "stub.pyi", "data.bin"]) writeFileSync(join(root, "src", name), "x = '\0'\n");
    const script = resolve(import.meta.dirname, "../../../python/drydock_links.py");
    const said = JSON.parse(execFileSync("python3", ["-I", script, join(root, "src")], { encoding: "utf8" }));
    expect(said).toEqual(["nul.py", "stub.pyi"].map((path) => ({ path, target: "", why: "nul" })));
  });

  it("finds links in hidden folders and with odd names", () => {
    expect(saidOf({ '.h/é "q"\n': "/x" })).toEqual({ '.h/é "q"\n': "absolute" });
  });
});
