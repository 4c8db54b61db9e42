import { describe, expect, it } from "vitest";
import { runChecks } from "../../../src/dagger/door.ts";
import type { Asked } from "../../support/daggerEndpoint.ts";
import { type Ended, type Engine, recorded, state, toolArgv, toolOf, withEngine } from "../../support/daggerModule.ts";

/** The results of all checks by name, when the tool ends so and the others find nothing. */
async function resultsWhen(tool: string, ended: (argv: readonly string[]) => Ended, engine: Engine = {}) {
  const told: Engine = { ...engine, tool: (argv) => (toolOf(argv) === tool ? ended(argv) : undefined) };
  const { value } = await withEngine(told, () => runChecks(state(), "all"));
  return Object.fromEntries((value?.results ?? []).map((result) => [result.check, result]));
}

describe("a run in containers", () => {
  it("passes when the tools find nothing", async () => {
    const { value } = await withEngine({}, () => runChecks(state(), "all"));
    expect(value).toMatchObject({ verdict: "passed", totals: { passed: 4, findings: 0 }, python: { used: "3.13.5" } });
    expect(value?.results.map(({ check }) => check)).toEqual(["lint", "format", "typecheck", "ruff"]);
  });

  it.each([
    ["lint", "pylint"],
    ["format", "black"],
    ["typecheck", "mypy"],
    ["ruff", "ruff"],
  ])("reads the findings of %s, relative to the repository", async (check, tool) => {
    const results = await resultsWhen(tool, (argv) => recorded(argv, "findings"));
    expect(results[check]?.verdict).toBe("failed");
    expect(results[check]?.findings.length).toBeGreaterThan(0);
    expect(results[check]?.findings.every(({ path }) => path.startsWith("src/"))).toBe(true);
  });

  it("takes a syntax error for a finding", async () => {
    const results = await resultsWhen("mypy", (argv) => recorded(argv, "syntax-error"));
    expect(results["typecheck"]).toMatchObject({ verdict: "failed" });
    expect(results["typecheck"]?.findings[0]).toMatchObject({ rule: "syntax", path: "src/broken.py", line: 3 });
  });

  it("asks mypy again, alone, when its workers did not start in time", async () => {
    const words = "error: INTERNAL ERROR\nFailed to establish connection with worker: No status file found\n";
    const results = await resultsWhen("mypy", (argv) =>
      argv.includes("--num-workers") ? { code: 2, stderr: words } : recorded(argv, "findings"),
    );
    expect(results["typecheck"]?.verdict).toBe("failed");
    const still = await resultsWhen("mypy", () => ({ code: 2, stderr: words }));
    expect(still["typecheck"]?.verdict).toBe("broken");
  });

  it("is broken by a config that the tool rejects", async () => {
    const results = await resultsWhen("mypy", (argv) => recorded(argv, "config-bad-code"));
    expect(results["typecheck"]?.verdict).toBe("broken");
  });

  it("only has a notice of what the tool warns about in its config, unless the settings are strict", async () => {
    const warned = (argv: readonly string[]) => recorded(argv, "config-unknown-option-clean");
    const { typecheck } = await resultsWhen("mypy", warned);
    expect(typecheck).toMatchObject({ verdict: "passed", notices: [expect.stringContaining("Unrecognized option")] });
    const strict = await resultsWhen("mypy", warned, { config: { "drydock.json": '{"strictConfig": true}' } });
    expect(strict["typecheck"]?.verdict).toBe("broken");
    expect(strict["typecheck"]?.reason).toContain("Unrecognized option");
  });

  it("goes by a tool's defaults, with a notice, where the config folder and the root have no config of it", async () => {
    const first = (asked: Asked) =>
      asked.leaf === "entries" ? [".pylintrc", "black.toml", "pyproject.toml"] : undefined;
    const { value, asked } = await withEngine({ first }, () => runChecks(state(), "all"));
    expect(value?.totals).toMatchObject({ passed: 4 });
    expect(value?.notices).toEqual(["No config was found for mypy: the tools' defaults count."]);
    const commands = asked.flatMap((one) => toolArgv(one) ?? []).join(" ");
    expect(commands).toContain("--rcfile");
    expect(commands).not.toContain("--config-file");
  });

  it("is broken by a config file without the table that its tool reads", async () => {
    const results = await resultsWhen("none", () => ({}), { config: { "black.toml": "[black]\n" } });
    expect(results["format"]?.verdict).toBe("broken");
    expect(results["format"]?.reason).toContain("[tool.black]");
  });

  it("speaks of memory when a tool was killed, with what it had said", async () => {
    const results = await resultsWhen("pylint", () => ({ killed: 137, stdout: "", stderr: "half a word" }));
    expect(results["lint"]?.verdict).toBe("broken");
    expect(results["lint"]?.reason).toMatch(/killed \(SIGKILL\).*memory[\s\S]*half a word/);
  });

  it("names any other signal", async () => {
    const results = await resultsWhen("mypy", () => ({ killed: 139 }));
    expect(results["typecheck"]?.reason).toContain("ended by signal SIGSEGV");
  });

  it("loses no result when the engine fails one of four", async () => {
    const results = await resultsWhen("black", () => ({ engineError: "snapshot is gone [traceparent:00-1-2-01]" }));
    expect(Object.values(results).map(({ verdict }) => verdict)).toEqual(["passed", "broken", "passed", "passed"]);
    expect(results["format"]?.reason).toMatch(/^The engine could not run black:\nsnapshot is gone\nRun again/);
  });

  it("tells an environment that could not be made from a tool that failed", async () => {
    const exec = { exitCode: 1, stderr: "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES" };
    const first = ({ argv, leaf }: Asked) =>
      leaf === "sync" && argv.includes("/opt/drydock/ruff.txt") ? { error: "pip", exec } : undefined;
    const { value } = await withEngine({ first }, () => runChecks(state(), "all"));
    expect(value?.totals).toMatchObject({ passed: 3, broken: 1 });
    expect(value?.results[3]?.reason).toMatch(
      /^The container for ruff could not be created, exit code 1:\nERROR: THESE PACKAGES/,
    );
  });

  it("says which image a tool needs that could not be had", async () => {
    const first = ({ chain, leaf }: Asked) =>
      leaf === "sync" && chain.some((field) => field.includes("jakzal/phpqa")) ? { error: "no such host" } : undefined;
    const { value } = await withEngine({ first }, () => runChecks(state(), ["phplint"]));
    expect(value?.results[0]?.reason).toMatch(
      /^The container for phplint could not be created:\nno such host\nThe engine must be able to pull the image jakzal\/phpqa:\S+/,
    );
  });

  it("is broken and starts no tool when there is no Python file, unless that is allowed", async () => {
    const files = ["src/notes.pyc", "src/a.python"];
    const { value, asked } = await withEngine({ files }, () => runChecks(state({ paths: ["src"] }), "all"));
    expect(value).toMatchObject({ verdict: "broken", totals: { broken: 4 } });
    expect(value?.results[0]?.reason).toMatch(/^Nothing was checked: there is no \.py file in src\.\n.*--allow-empty/);
    expect(asked.filter((one) => toolArgv(one) !== undefined)).toEqual([]);
    const allowed = await withEngine({ files }, () => runChecks(state({ allowEmpty: true }), "all"));
    expect(allowed.value).toMatchObject({ verdict: "skipped", totals: { skipped: 4 } });
  });

  it("skips the checks of one language when there are only files of another", async () => {
    const settings = { "drydock.json": '{"checks": ["ruff", "phplint"]}' };
    const verdictsOf = async (files: readonly string[]) => {
      const { value } = await withEngine({ config: settings, files }, () => runChecks(state(), "all"));
      return value?.results.map(({ verdict, reason }) => reason ?? verdict);
    };
    expect(await verdictsOf(["src/main.py"])).toEqual(["passed", "There is no .php file in src"]);
    expect(await verdictsOf(["src/page.php"])).toEqual(["There is no .py file in src", "passed"]);
  });

  it("takes a folder of notebooks alone for the source of Ruff, and of nothing else", async () => {
    const { value } = await withEngine({ files: ["src/book.ipynb"] }, () =>
      runChecks(state({ paths: ["src"] }), "all"),
    );
    const none = "There is no .py file in src";
    expect(value?.results.map(({ verdict, reason }) => reason ?? verdict)).toEqual([none, none, none, "passed"]);
  });

  it("lets the four tools overlap: all are asked for before the first is answered", async () => {
    const arrived: string[] = [];
    let release = () => {};
    const all = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = async (asked: Asked) => {
      const argv = toolArgv(asked);
      if (argv === undefined || asked.leaf !== "sync") return undefined;
      arrived.push(toolOf(argv));
      if (arrived.length === 4) release();
      await all;
      return undefined;
    };
    const { value } = await withEngine({ first }, () => runChecks(state(), "all"));
    expect(arrived.slice(0, 4).sort()).toEqual(["black", "mypy", "pylint", "ruff"]);
    expect(value?.verdict).toBe("passed");
  });

  it("ends at the first failure with failFast, and calls the rest skipped", async () => {
    const first = (asked: Asked) => {
      const argv = toolArgv(asked);
      const held = argv !== undefined && !toolOf(argv).startsWith("ruff") && asked.leaf === "sync";
      return held ? new Promise(() => {}) : undefined;
    };
    const tool = (argv: readonly string[]) => (toolOf(argv) === "ruff" ? recorded(argv, "findings") : undefined);
    const { value } = await withEngine({ first, tool }, () => runChecks(state(), "all", true));
    expect(value?.results.map(({ verdict }) => verdict)).toEqual(["skipped", "skipped", "skipped", "failed"]);
  });
});
