import { describe, expect, it } from "vitest";
import { runChecks, verdict, withReadableErrors } from "../../../src/dagger/door.ts";
import { type ModuleState, openProject } from "../../../src/dagger/openProject.ts";
import {
  container,
  directory,
  type Engine,
  file,
  recorded,
  state,
  toolArgv,
  treeOf,
  withEngine,
} from "../../support/daggerModule.ts";

const opened = (engine: Engine = {}, over: Partial<ModuleState> = {}) =>
  withEngine(engine, () => withReadableErrors(() => openProject(state(over))));

const settings = (values: object): Engine => ({ config: { "drydock.json": JSON.stringify(values) } });

describe("opening a project in Dagger", () => {
  it("takes the defaults without a drydock.json", async () => {
    const { value, asked } = await opened();
    expect(value?.input).toMatchObject({ application: false, olderPython: false, settings: { python: "3.13" } });
    expect(asked.filter(({ leaf, chain }) => leaf === "contents" && chain.join().includes("drydock.json"))).toEqual([]);
    expect(value?.context.cores).toBeGreaterThanOrEqual(1);
  });

  it("lets the settings choose the base image's Python", async () => {
    const { value, asked } = await opened({ ...settings({ python: "3.12" }), python: "3.12.9" });
    expect(asked.find(({ leaf }) => leaf === "stdout")?.chain[1]).toBe('from(address: "python:3.12-slim")');
    expect(value?.notices).toEqual([]);
  });

  it("runs the checks that the settings name", async () => {
    const { value } = await withEngine(settings({ checks: ["test", "ruff"] }), () => runChecks(state(), "all"));
    expect(value?.results.map(({ check }) => check)).toEqual(["ruff", "test"]);
  });

  it("throws settings that cannot be used, with what can be done", async () => {
    const { error } = await opened(settings({ pyhton: "3.13" }));
    expect(error?.message).toMatch(
      /drydock.json[\s\S]*Unknown setting "pyhton": did you mean "python"[\s\S]*Known settings: /,
    );
  });

  it("leaves out what the settings ignore, for tools and for the search for files to check", async () => {
    const { asked } = await withEngine(settings({ ignore: ["migrations/**"] }), () => runChecks(state(), ["ruff"]));
    // From the root, and from the source.
    const filtered = 'REPOSITORY.filter(gitignore: true).filter(exclude: ["migrations/**","src/migrations/**"])';
    const searched = asked.filter(({ leaf }) => leaf === "glob");
    expect(searched.map(({ leafArgs }) => leafArgs)).toEqual(['pattern: "**/*"']);
    expect(`TIMED ${searched[0]?.chain.join(".")}`).toBe(treeOf(filtered));
    const command = asked.find((one) => toolArgv(one) !== undefined);
    expect(command?.chain.find((field) => field.includes('path: "/app",source'))).toContain(`<${treeOf(filtered)}`);
  });

  it("says when the base has another Python, and asks Ruff about the grammar when it is older", async () => {
    const { value, asked } = await withEngine({ python: "3.12.1" }, () =>
      runChecks(state({ base: container("BASE") }), ["typecheck"]),
    );
    expect(value?.notices[0]).toMatch(/has Python 3\.12\.1, not the 3\.13 of the settings/);
    const commands = asked.filter((one) => one.leaf === "sync" && toolArgv(one) !== undefined);
    expect(commands.map((one) => toolArgv(one)?.[0])).toEqual([
      "/opt/drydock/mypy/bin/python",
      "/opt/drydock/ruff/bin/ruff",
    ]);
  });

  it("calls a syntax error broken that only the base's older Python explains", async () => {
    const tool = (argv: readonly string[]) => (argv.includes("mypy") ? recorded(argv, "syntax-error") : undefined);
    const { value } = await withEngine({ python: "3.12.1", tool }, () => runChecks(state(), ["typecheck"]));
    expect(value?.results[0]).toMatchObject({
      verdict: "broken",
      reason: expect.stringContaining("Install Python 3.13"),
    });
  });

  it("only notes a base with a newer Python", async () => {
    const { value } = await opened({ python: "3.14.0" });
    expect(value?.input.olderPython).toBe(false);
    expect(value?.notices).toHaveLength(1);
  });

  it.each([
    ["has no Python", { error: "no python3", exec: { exitCode: 127, stderr: "python3: not found" } }],
    ["cannot be pulled", { error: "registry said no" }],
  ])("says what to do about a base that %s", async (_, answer) => {
    const { error } = await opened({ first: ({ leaf }) => (leaf === "stdout" ? answer : undefined) });
    expect(error?.message).toMatch(
      /^The base image (?:python:3\.13-slim|given with --base) could not be used[\s\S]*(not found|said no)[\s\S]*--base/,
    );
  });
});

describe("the application's requirements", () => {
  const environmentOf = async (engine: Engine, over: Partial<ModuleState>) => {
    const { asked, error } = await withEngine(engine, () =>
      withReadableErrors(() => runChecks(state(over), ["typecheck"])),
    );
    const command = asked.find((one) => toolArgv(one) !== undefined);
    return { error, mount: command?.chain.find((field) => field.includes('"/opt/drydock/application",source')) ?? "" };
  };

  it("are installed apart from the tool, from the file that was given", async () => {
    const { mount } = await environmentOf({}, { requirements: file("REQUIREMENTS") });
    expect(mount).toContain('withFile(path: "requirements.txt",source: <REQUIREMENTS>)');
    expect(mount).toContain('"-r","/opt/drydock/requirements/requirements.txt"');
    expect(mount).not.toContain("/opt/drydock/mypy");
  });

  it("are those that the settings name, in the repository with all that they may include", async () => {
    const { mount } = await environmentOf(settings({ requirements: "src/deps/app.txt" }), {});
    expect(mount).toMatch(/<REPOSITORY\.filter\(gitignore: true\)\.filter\(include: \["\*\*\/\*\.txt"/);
    expect(mount).toContain('withWorkdir(path: "/opt/drydock/requirements/src/deps")');
    expect(mount).toContain('"-r","/opt/drydock/requirements/src/deps/app.txt"');
  });

  it("are looked for in the repository where another source is given, as they are said", async () => {
    const over = { source: directory("SOURCE"), repository: directory("ROOT") };
    const { mount } = await environmentOf(settings({ requirements: "./requirements.txt" }), over);
    expect(mount).toContain("<ROOT.filter(gitignore: true).filter(include:");
    expect(mount).toContain('"-r","/opt/drydock/requirements/requirements.txt"');
  });

  it("given as an argument go before those of the settings", async () => {
    const over = { repository: directory("ROOT"), requirements: file("REQUIREMENTS") };
    const { mount } = await environmentOf(settings({ requirements: "requirements.txt" }), over);
    expect(mount).not.toContain("ROOT");
  });

  it.each(["-e .", "--editable=./lib[extra]", "./lib  # ours", "..", ".[dev]; python_version > '3'"])(
    "that name a local project are misuse, since its code is not there: %s",
    async (line) => {
      const engine = { requirements: `flask\n${line}\n` };
      const { error } = await environmentOf(engine, { requirements: file("REQUIREMENTS") });
      expect(error?.message).toMatch(/The requirements name the local project "[^"]+", whose code does not reach/);
    },
  );

  it.each(["./wheels/a-1-py3-none-any.whl", "-e git+https://example.org/a#egg=a", "a.b==1", "...", "# -e ."])(
    "may name what is no folder: %s",
    async (line) => {
      const engine = { requirements: `flask\n${line}\n` };
      expect((await environmentOf(engine, { requirements: file("REQUIREMENTS") })).error).toBeUndefined();
    },
  );

  it("that are not there are misuse, with the argument to give", async () => {
    const engine = {
      ...settings({ requirements: "r.txt" }),
      first: ({ leaf }: { leaf: string }) => (leaf === "exists" ? false : undefined),
    };
    const { error } = await environmentOf(engine, { repository: directory("ROOT") });
    expect(error?.message).toMatch(
      /"r\.txt", which does not reach the container\.\nHand it over with --requirements r\.txt/,
    );
  });
});

describe("the verdict of a run", () => {
  it("is thrown with 50 findings at most, and the way to get all", async () => {
    const many = Array.from({ length: 250 }, (_, line) =>
      JSON.stringify({
        file: "src/a.py",
        line: line + 1,
        column: 0,
        message: "no",
        hint: null,
        code: "misc",
        severity: "error",
      }),
    ).join("\n");
    const { error } = await withEngine({ tool: () => ({ code: 1, stdout: many }) }, async () =>
      verdict(await runChecks(state(), ["typecheck"])),
    );
    expect(error?.message.match(/src\/a\.py:\d+:1/g)).toHaveLength(50);
    expect(error?.message).toMatch(
      /200 more findings in 1 file, left out here\.[\s\S]*\nAll of it: dagger call report export --path/,
    );
  });
});
