import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runChecks, withReadableErrors } from "../../../src/dagger/door.ts";
import { state, TREE, toolArgv, withEngine } from "../../support/daggerModule.ts";

/** Without the files that only other tools read. */
const FOR_RUFF = 'filter(exclude: ["**/*.ini","**/*.php"])';
const READ_BY_RUFF = `withMountedDirectory(path: "/app",source: <${TREE}.${FOR_RUFF}>)`;

describe("symbolic links of the source in Dagger", () => {
  it("leave all of the source when nothing is wrong with them, but the files' times are made from their content", async () => {
    const { asked, value } = await withEngine({}, () => runChecks(state(), ["ruff"]));
    const asking = asked.find(({ argv }) => argv.includes("/opt/drydock/scripts/drydock_links.py"));
    expect(asking?.argv).toEqual(["python3", "-I", "/opt/drydock/scripts/drydock_links.py", "/app"]);
    const command = asked.find((one) => toolArgv(one) !== undefined);
    expect(command?.chain).toContain(READ_BY_RUFF);
    expect(value?.notices).toEqual([]);
  });

  it("are left out, with a notice, when they lead elsewhere", async () => {
    const links = [
      { path: "src/a*b[1].py", target: "/etc/x", why: "absolute" },
      { path: "src/out", target: "../..", why: "outside" },
      { path: "gone.py", target: "nope", why: "missing" },
      // Nobody would miss it.
      { path: "docs/latest", target: "nope", why: "missing" },
    ];
    const { asked, value } = await withEngine({ links }, () => runChecks(state(), ["ruff"]));
    const command = asked.find((one) => toolArgv(one) !== undefined);
    const patterns = ["src/a\\*b\\[1\\].py", "src/out", "gone.py", "docs/latest"];
    expect(command?.chain.at(-3)).toContain(`<${TREE}.filter(exclude: ${JSON.stringify(patterns)}).${FOR_RUFF}>`);
    expect(value?.notices).toEqual([
      "'src/a*b[1].py' is excluded: it is a symbolic link to '/etc/x', an absolute path, which would point elsewhere in a copy or container.",
      "'src/out' is excluded: it is a symbolic link to '../..', outside the repository.",
      "'gone.py' is excluded: it is a symbolic link to 'nope', which does not exist.",
    ]);
  });

  it("that could not be read are said so, with the last words", async () => {
    const exec = { exitCode: 1, stderr: "PermissionError: /app/src" };
    const { error } = await withEngine(
      { first: ({ argv }) => (argv.includes("-I") ? { error: "failed", exec } : undefined) },
      () => withReadableErrors(() => runChecks(state(), "all")),
    );
    expect(error?.message).toMatch(
      /^The symbolic links of the source could not be read, exit code 1:\nPermissionError/,
    );
    expect(error).not.toHaveProperty("exitCode");
  });

  it("are named, before any tool runs, when they are a loop", async () => {
    const links = [{ path: "src/a/up", target: "..", why: "loop" }];
    const { asked, error } = await withEngine({ links }, () => withReadableErrors(() => runChecks(state(), "all")));
    expect(error?.message).toMatch(
      /^The symbolic link 'src\/a\/up' to '\.\.' is a loop: following it never ends\.\nRemove/,
    );
    expect(asked.some((one) => toolArgv(one) !== undefined)).toBe(false);
  });

  it("that are a loop outside of what is checked are left out", async () => {
    const links = [{ path: "docs/up", target: "..", why: "loop" }];
    const { asked, value } = await withEngine({ links }, () => runChecks(state(), ["ruff"]));
    expect(value).toMatchObject({ verdict: "passed", notices: [] });
    const command = asked.find((one) => toolArgv(one) !== undefined);
    expect(command?.chain.at(-3)).toContain(`<${TREE}.filter(exclude: ["docs/up"])`);
  });
});

describe("a Python file that no tool can be trusted with", () => {
  const settings = { "drydock.json": '{"checks": ["ruff", "phplint"]}' };

  it("breaks its checks by name, and no others, where it holds a NUL byte", async () => {
    const links = [{ path: "src/a.py", target: "", why: "nul" }];
    const { asked, value } = await withEngine({ links, config: settings }, () => runChecks(state(), "all"));
    expect(value?.results.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
      "ruff broken",
      "phplint passed",
    ]);
    expect(value?.results[0]?.reason).toMatch(/^src\/a\.py contains a NUL byte, which Python source must not\./);
    const command = asked.find((one) => toolArgv(one)?.[0]?.endsWith("ruff"));
    expect(command?.chain).toContain(
      // The settings too are nothing for Ruff.
      READ_BY_RUFF.replace('"**/*.php"', '"**/*.json","**/*.php"'),
    );
  });

  it("is taken out of the source where its name is not valid UTF-8, and its checks are broken", async () => {
    const odd = [{ path: "src/caf\udce9.py", target: "", why: "name" }];
    const gone = [{ path: "src/to.py", target: "caf\udce9.py", why: "missing" }];
    const { asked, value } = await withEngine(
      {
        config: settings,
        first: ({ argv, chain }) => {
          if (!argv.some((word) => word.endsWith("drydock_links.py"))) return undefined;
          return JSON.stringify(chain.join().includes('"--remove"') ? gone : odd);
        },
      },
      () => runChecks(state(), "all"),
    );
    expect(value?.results[0]).toMatchObject({ check: "ruff", verdict: "broken" });
    expect(value?.results[0]?.reason).toMatch(/^src\/caf\\xe9\.py was not checked: its name is not valid UTF-8\./);
    expect(value?.notices).toHaveLength(1);
    const command = asked.find((one) => toolArgv(one)?.[0]?.endsWith("ruff"));
    expect(command?.chain.at(-3)).toMatch(
      /"--remove"\]\)\.directory\(path: "\/app"\)>\)\.withExec\([^)]*\)\.directory\(path: "\/app"\)\.filter\(exclude: \["src\/to\.py"\]/,
    );
  });
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
    expect(saidOf(links)).toEqual({ "abs.py": "absolute", "gone.py": "missing", "out.py": "outside", out: "outside" });
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

  it("tells Python files with odd names, and links to them by such names, and removes them when told to", () => {
    const at = (name: string) => Buffer.concat([Buffer.from(`${root}/src/`), Buffer.from(name, "latin1")]);
    mkdirSync(at("d\xe9"), { recursive: true });
    for (const name of ["caf\xe9.py", "d\xe9/x.pyi", "caf\xe9.txt", "good.py"]) writeFileSync(at(name), "x = 1\n");
    symlinkSync("good.py", at("l\xe9.py"));
    const script = resolve(import.meta.dirname, "../../../python/drydock_links.py");
    const run = (...words: string[]) =>
      execFileSync("python3", ["-I", script, join(root, "src"), ...words], { encoding: "utf8" });
    const told = ["caf\udce9.py", "d\udce9/x.pyi", "l\udce9.py"].map((path) => ({ path, target: "", why: "name" }));
    expect(JSON.parse(run())).toEqual(told);
    expect(run("--remove")).toBe("");
    expect(JSON.parse(run())).toEqual([]);
    expect(readdirSync(join(root, "src"), "latin1").sort()).toEqual(["caf\xe9.txt", "d\xe9", "good.py"]);
  });

  it("finds links in hidden folders and with odd names", () => {
    expect(saidOf({ '.h/é "q"\n': "/x" })).toEqual({ '.h/é "q"\n': "absolute" });
  });
});
