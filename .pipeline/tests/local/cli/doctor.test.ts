import { describe, expect, test } from "vitest";
import { LOCKED_TOOLS } from "../../../src/checks/catalog.ts";
import { drydock } from "../../support/callCli.ts";
import { project } from "../../support/cli.ts";

const HASH = `--hash=sha256:${"0".repeat(64)}`;

describe("drydock doctor", () => {
  // Nothing is asked over the network.
  const offline = { UV_DEFAULT_INDEX: "http://127.0.0.1:1/simple" };

  test("has a line for each thing and what to do; offline is no reason to fail", async () => {
    const { code, stdout } = await drydock(project({ "src/a.py": "" }), ["doctor"], offline);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ok {4}config {2}\.config\/drydock\.json; run-all runs lint, /);
    expect(stdout).toMatch(/^warn {2}index {3}http:\/\/127\.0\.0\.1:1\/simple does not answer: .*\n +→ /m);
    expect(stdout).toMatch(/\n\n\d things? that may matter$/);
  });

  test("exits 2 where a run would be broken, in JSON too", async () => {
    const folder = project({ ".config/drydock.json": "{" });
    const { code, stdout } = await drydock(folder, ["doctor"], offline);
    expect([code, stdout]).toEqual([2, expect.stringMatching(/^fail {2}config {2}/)]);
    expect(stdout).toContain("1 thing to mend before the checks can run");
    const json = await drydock(folder, ["doctor", "--json"], offline);
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([
      2,
      { fit: false, symptoms: expect.arrayContaining([expect.objectContaining({ name: "config", state: "fail" })]) },
    ]);
  });
});

describe("drydock versions", () => {
  test("has every tool with the version that is pinned, and by whom", async () => {
    const folder = project({ ".config/requirements/mypy.txt": `mypy==1.2.3 ${HASH}\n` });
    const { code, stdout } = await drydock(folder, ["versions"]);
    expect(code).toBe(0);
    const names = stdout.split("\n").map((line) => /^\S+/.exec(line)?.[0]);
    expect(names.slice(0, 4)).toEqual(["drydock", "node", "python", "uv"]);
    expect(names).toEqual(expect.arrayContaining([...LOCKED_TOOLS, "php"]));
    expect(stdout).toMatch(/^mypy {6}1\.2\.3 +locked by \.config\/requirements\/mypy\.txt$/m);
    expect(stdout).toMatch(/^ruff {6}\d+\.\d+\.\d+ +locked by Drydock$/m);
  });

  test("is a list in JSON", async () => {
    const { stdout } = await drydock(project({}), ["versions", "--json"]);
    const node = { name: "node", version: process.versions.node, from: process.execPath };
    expect(JSON.parse(stdout)).toEqual(expect.arrayContaining([node]));
  });
});
