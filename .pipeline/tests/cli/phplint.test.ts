import { chmodSync, existsSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { drydock } from "../support/callCli.ts";
import { project, put, temporary } from "../support/cli.ts";
import { cachedOf, jsonRun } from "../support/jsonRun.ts";
import { ownCache } from "../support/ownCache.ts";
import { phpVersion } from "../support/php.ts";

const CLEAN = '<?php\n\nfunction greet(string $name): string\n{\n    return "Hello $name";\n}\n';
const BROKEN = "<?php\n\nfunction greet( {\n}\n";
const OPTIONAL_FIRST = "<?php\n\nfunction greet($greeting = 'Hello', $name)\n{\n}\n";
const WITH_RUFF = { ".config/drydock.json": '{ "python": "3.13", "checks": ["ruff", "phplint"] }' };

describe("drydock phplint", () => {
  it("passes on clean PHP, and makes no environment of a Python tool for it", async () => {
    const cache = join(temporary(), "cache");
    const { code, stdout } = await drydock(project({ "src/a.php": CLEAN }), ["phplint"], { DRYDOCK_CACHE: cache });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^phplint passed/m);
    expect(existsSync(join(cache, "environments"))).toBe(false);
  });

  it("names the place of each syntax error, also in files of the oddest names, and exits 1", async () => {
    const names = ["a b.php", "new\nline.php", "-dash.php", 'it\'s "q".php', "é.php", "d.php/$(touch x).php"];
    const folder = project(Object.fromEntries([...names, "sub/b.php"].map((name) => [`src/${name}`, BROKEN])));
    put(folder, "src/c.php", CLEAN);
    symlinkSync("sub/b.php", join(folder, "src/link.php"));
    const { code, run } = await jsonRun(folder, ["phplint"]);
    expect(code).toBe(1);
    const [result] = run.results;
    expect(result?.findings.map(({ path, line, rule }) => `${path}|${line}|${rule}`).sort()).toEqual(
      [...names, "sub/b.php"].map((name) => `src/${name}|3|parse-error`).sort(),
    );
    expect(result?.findings[0]?.message).toMatch(/^syntax error, unexpected /);
  });

  it("gives one verdict on more files than there are cores, whatever --jobs says", async () => {
    const files = Array.from({ length: 40 }, (_, index) => [`src/f${index}.php`, index % 10 === 0 ? BROKEN : CLEAN]);
    const folder = project(Object.fromEntries(files));
    const verdicts = ["1", "9"].map((jobs) => jsonRun(folder, ["phplint", "--no-cache", "--jobs", jobs]));
    for (const { code, run } of await Promise.all(verdicts)) {
      expect(code).toBe(1);
      expect(run.results[0]?.findings.map(({ path }) => path)).toEqual([0, 10, 20, 30].map((n) => `src/f${n}.php`));
    }
  });

  it("tells of deprecations, which fail it when the gate says so", async () => {
    const folder = project({ "src/a.php": OPTIONAL_FIRST });
    const { code, stdout } = await drydock(folder, ["phplint"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^deprecated .*\n --> src\/a\.php:3:1 {2}warning \(phplint\)$/m);
    expect((await drydock(folder, ["phplint", "--gate", "phplint=warning"])).code).toBe(1);
  });

  it("is skipped where there is no .php file and that is allowed, whether there is PHP or not", async () => {
    const folder = project({ "src/a.py": "A = 1\n" });
    for (const env of [{}, { PATH: temporary(), DRYDOCK_CACHE: ownCache() }]) {
      const { code, stdout } = await drydock(folder, ["phplint", "--allow-empty"], env);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("There is no .php file in src") });
      expect((await drydock(folder, ["phplint"], env)).code).toBe(2);
    }
  });
});

describe("in run-all", () => {
  it("is one of the checks when the settings name it, and not when they don't", async () => {
    const files = { "src/a.php": BROKEN, "src/a.py": "A = 1\n" };
    const named = await jsonRun(project({ ...files, ...WITH_RUFF }), ["run-all"]);
    expect(named.run.results.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
      "ruff passed",
      "phplint failed",
    ]);
    const plain = await drydock(project(files), ["run-all", "--dry-run"]);
    expect(plain.stdout).not.toContain("phplint");
  });

  it("runs where there is no Python file, while the checks of Python are skipped", async () => {
    const { code, run } = await jsonRun(project({ "src/a.php": CLEAN, ...WITH_RUFF }), ["run-all"]);
    expect(run.results.map(({ verdict, reason }) => reason ?? verdict)).toEqual([
      "There is no .py file in src",
      "passed",
    ]);
    expect(code).toBe(0);
  });

  it("without PHP is broken and says what to do, and hides no other result", async () => {
    const folder = project({ "src/a.php": CLEAN, "src/a.py": "A = 1\n", ...WITH_RUFF });
    const env = { PATH: temporary(), DRYDOCK_CACHE: ownCache() };
    const { code, run } = await jsonRun(folder, ["run-all"], env);
    expect(code).toBe(2);
    expect(run.results.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual(["ruff passed", "phplint broken"]);
    expect(run.results[1]?.reason).toBe(
      "The program php is needed, but it is not on PATH.\n" +
        "Install PHP 8.0 or newer (Debian: the package php-cli; macOS: brew install php), use the Dagger engine, " +
        'which includes its own, or remove the check from "checks" in drydock.json.',
    );
  });
});

describe("the stored result", () => {
  it("is replayed until a PHP file or PHP itself changes", async () => {
    const folder = project({ "src/a.php": BROKEN });
    const env = { DRYDOCK_CACHE: ownCache() };
    expect(cachedOf((await jsonRun(folder, ["phplint"], env)).run)).toEqual([]);
    const again = await jsonRun(folder, ["phplint"], env);
    expect(cachedOf(again.run)).toEqual(["phplint"]);
    expect(again.code).toBe(1);
    const upgraded = { ...env, PATH: `${phpThatSays("99.1.0")}:${process.env.PATH}` };
    const { stderr, run } = await jsonRun(folder, ["phplint", "--explain"], upgraded);
    expect(cachedOf(run)).toEqual([]);
    expect(stderr).toContain("phplint runs because version of php changed.");
    put(folder, "src/a.php", CLEAN);
    expect((await drydock(folder, ["phplint"], env)).code).toBe(0);
  });

  it("comes with a notice when it is of another version than that of containers", async () => {
    const { run } = await jsonRun(project({ "src/a.php": CLEAN }), ["phplint"]);
    const version = phpVersion() ?? "";
    const notices = version.startsWith("8.4.") ? [] : [expect.stringMatching(`^PHP ${version} checked the files`)];
    expect(run.results[0]?.notices).toEqual(notices);
  });
});

/** A folder with a `php` that calls itself that version, and is the machine's own in all else. */
function phpThatSays(version: string): string {
  const path = join(temporary(), "bin/php");
  const script = `#!/bin/sh
case "$*" in
  *drydock-tool*) printf 'drydock-tool\\t${version}\\t%s\\n' "$0" ;;
  *) PATH=${JSON.stringify(process.env.PATH)} exec php "$@" ;;
esac
`;
  put(dirname(path), "php", script);
  chmodSync(path, 0o755);
  return dirname(path);
}
