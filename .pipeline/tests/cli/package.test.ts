import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { CLI, project, ROOT, TEST_CACHE, temporary } from "../support/cli.ts";
import { contentsOf } from "../support/contentsOf.ts";

describe("the package, installed from its tarball into an empty folder", () => {
  it("holds what it needs and nothing else, and runs the checks of a foreign repository", async () => {
    const home = await installed();
    const files = Object.keys(contentsOf(join(home, "node_modules/drydock-quality")));
    const rooms = new Set(files.map((path) => path.split("/").slice(0, 2).join("/")));
    expect([...rooms].filter((path) => path.startsWith(".pipeline")).sort()).toEqual([
      ".pipeline/python",
      ".pipeline/requirements",
      ".pipeline/schema",
    ]);
    expect(files).toEqual(expect.arrayContaining(["dist/drydock.cjs", "LICENSE", "README.md", ".config/.pylintrc"]));
    expect(files.filter((path) => /(^|\/)(tests?|fixtures|bench|src|local|__pycache__)\//.test(path))).toEqual([]);

    const program = join(home, "node_modules/.bin/drydock");
    const foreign = project({ "src/a.py": "import os\n" });
    const run = await execa(program, ["ruff"], { cwd: foreign, env: { DRYDOCK_CACHE: TEST_CACHE }, reject: false });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain("src/a.py:1:8");
    expect((await execa(program, ["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+$/);
    expect((await execa(program, ["completion", "bash"])).stdout).toMatch(/complete .*drydock/);
  });
});

/** A folder in which the packed package is installed, by npm and offline: it has no dependency at run time. */
async function installed(): Promise<string> {
  const [tarballs, home, cache] = [temporary(), temporary(), temporary()];
  // Packed without its own build, which would replace the program under the other tests.
  expect(existsSync(CLI)).toBe(true);
  const npm = { env: { npm_config_cache: cache, npm_config_update_notifier: "false" } };
  const options = ["--ignore-scripts", "--pack-destination", tarballs, "--json"];
  const packed = await execa("npm", ["pack", ...options], { cwd: ROOT, ...npm });
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  copyFileSync(join(tarballs, filename), join(home, "drydock.tgz"));
  await execa("npm", ["install", "--offline", "--no-audit", "--no-fund", "./drydock.tgz"], { cwd: home, ...npm });
  return home;
}
