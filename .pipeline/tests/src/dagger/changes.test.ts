import { describe, expect, it } from "vitest";
import { changes } from "../../../src/dagger/changes.ts";
import { atDoor } from "../../../src/dagger/door.ts";
import type { ModuleState } from "../../../src/dagger/openProject.ts";
import { IGNORED } from "../../../src/flow/ignore.ts";
import { directory, type Engine, recorded, state, toolArgv, toolOf, withEngine } from "../../support/daggerModule.ts";

/** Calls a fixing function to its end: the Changeset's two sides are asked for. */
function fixed(names: readonly string[], engine: Engine = {}, over: Partial<ModuleState> = {}) {
  return withEngine(engine, () =>
    atDoor(async () => (await changes(state(over), names, directory("REPOSITORY"))).addedPaths()),
  );
}

describe("a fix", () => {
  it.each([["format"], ["ruff"], ["ruff", "format"]])("by %s asks the engine for this", async (...names) => {
    const { asked, error } = await fixed(names);
    expect(error).toBeUndefined();
    expect(asked.at(-1)?.chain.join("\n").replaceAll(".with", "\n  .with")).toMatchSnapshot();
  });

  it("puts both sides under the source's path, since a Changeset is applied to the current folder", async () => {
    const { asked } = await fixed(["format"], {}, { sourcePath: "./app/src/" });
    const { chain, leaf } = asked.at(-1) ?? { chain: [], leaf: "" };
    expect(leaf).toBe("addedPaths");
    expect(chain[0]).toBe("directory");
    expect(chain[1]).toMatch(
      /^withDirectory\(path: "app\/src",source: <container.*directory\(path: "\/app\/src"\)>\)$/,
    );
    expect(chain[2]).toBe('changes(from: <directory.withDirectory(path: "app/src",source: <TIMED SOURCE>)>)');
  });

  it("hands the source that one tool left to the next", async () => {
    const { asked } = await fixed(["ruff", "format"]);
    const commands = asked.filter((one) => one.leaf === "sync" && toolArgv(one) !== undefined);
    expect(commands.map((one) => toolOf(toolArgv(one) ?? []))).toEqual(["ruff", "black", "ruff", "black"]);
    const sources = commands.map(({ chain }) => chain.findLast((field) => field.includes('"/app/src",source')) ?? "");
    expect(sources[0]).toContain("source: <TIMED SOURCE>");
    expect(sources[1]).toContain('"/opt/drydock/ruff/bin/ruff","check",".","--config"');
    expect(sources[3]).toBe(sources[2]);
    expect(sources[2]).toContain('"/opt/drydock/black/bin/python","-m","black"');
  });

  it.each(["format", "ruff"])("by %s throws the finding of a file that can't be parsed", async (name) => {
    const { error, value } = await fixed([name], { tool: (argv) => recorded(argv, "syntax-error") });
    expect(value).toBeUndefined();
    expect(error?.message).toMatch(/src\/broken.py:\d+:\d+ +error/);
    expect(error?.message.trimEnd().split("\n").at(-1)).toMatch(new RegExp(`^${name} failed`));
  });

  it.each([
    ["ruff", {}],
    ["format", { config: { "drydock.json": '{"formatter": "ruff"}' } }],
  ])("by Ruff throws for a file that can't be decoded: %s", async (name, engine) => {
    const { error } = await fixed([name], { ...engine, tool: (argv) => recorded(argv, "non-utf8") });
    expect(error?.message).toContain(`${name} failed`);
  });

  it("throws the tool's words when it breaks", async () => {
    const { error } = await fixed(["format"], { tool: (argv) => recorded(argv, "config-malformed") });
    expect(error?.message).toContain("format broken");
  });

  it("throws when the tool is killed", async () => {
    const { error, asked } = await fixed(["ruff", "format"], { tool: () => ({ killed: 137 }) });
    expect(error?.message).toMatch(/SIGKILL/);
    expect(error?.message).toMatch(/format broken · ruff broken/);
    const commands = asked.filter((one) => one.leaf === "sync" && toolArgv(one) !== undefined);
    expect(commands.map((one) => toolOf(toolArgv(one) ?? []))).toEqual(["ruff"]);
  });

  it("gives the Changeset although findings are left that the tool cannot fix", async () => {
    const { error, asked } = await fixed(["ruff"], { tool: (argv) => recorded(argv, "findings") });
    expect(error).toBeUndefined();
    expect(asked.at(-1)?.leaf).toBe("addedPaths");
  });

  it("refuses, and starts no tool, when there is no Python file", async () => {
    const { error, asked } = await fixed(["ruff", "format"], { source: [] });
    expect(error?.message).toMatch(
      /Nothing was checked: there is no \.py file in src\.[\s\S]*format broken · ruff broken\n$/,
    );
    expect(asked.some((one) => toolArgv(one) !== undefined)).toBe(false);
  });

  it("changes nothing where that is allowed", async () => {
    const { asked } = await fixed(["format"], { source: [] }, { allowEmpty: true });
    const side = '<directory.withDirectory(path: "src",source: <TIMED SOURCE>)>';
    expect(asked.at(-1)?.chain.at(-1)).toBe(`changes(from: ${side})`);
    expect(`<${asked.at(-1)?.chain.slice(0, -1).join(".")}>`).toBe(side);
    expect(asked.some((one) => toolArgv(one) !== undefined)).toBe(false);
  });

  it("refuses, naming --source-path, before any tool runs, when the source is not what stands there", async () => {
    const { error, asked } = await fixed(["format"], { sourceAtPath: false }, { sourcePath: "app2" });
    expect(error?.message).toMatch(/^The source is not what stands at "app2" in the repository\.\n.*--source-path/);
    expect(asked.some((one) => toolArgv(one) !== undefined)).toBe(false);
    const compared = asked.find(({ leaf }) => leaf === "isEmpty")?.chain ?? [];
    expect(compared.slice(0, 2)).toEqual(["REPOSITORY", 'directory(path: "app2")']);
    expect(compared.at(-1)).toMatch(/^changes\(from: <SOURCE\.filter\(include: \["\*\*\/\*\.py","\*\*\/\*\.pyi"\]/);
  });

  it("compares Python files only, on both sides without what is never checked", async () => {
    const { asked } = await fixed(["format"], { config: { "drydock.json": '{"ignore": ["generated"]}' } });
    const compared = asked.find(({ leaf }) => leaf === "isEmpty")?.chain ?? [];
    const exclude = JSON.stringify([...IGNORED, "generated"]);
    const filter = `filter(exclude: ${exclude},include: ["**/*.py","**/*.pyi"])`;
    const either = [filter, `filter(include: ["**/*.py","**/*.pyi"],exclude: ${exclude})`];
    expect(either).toContain(compared[2]);
    expect(compared[3]).toBe(`changes(from: <SOURCE.${compared[2]}>)`);
  });

  it("refuses a path that is not in the repository", async () => {
    const first = ({ leaf }: { leaf: string }) =>
      leaf === "isEmpty" ? { error: "no such directory: app3" } : undefined;
    const { error } = await fixed(["format"], { first }, { sourcePath: "app3" });
    expect(error?.message).toMatch(/can't be compared with "app3".*no such directory: app3[\s\S]*--source-path/);
  });

  it.each(["../src", "/app/src", "a/../../b"])("refuses the source path %s", async (sourcePath) => {
    const { error } = await fixed(["format"], {}, { sourcePath });
    expect(error?.message).toContain(`--source-path "${sourcePath}" is no path inside the repository`);
  });

  it("of a repository that is the source itself needs no path", async () => {
    const { asked } = await fixed(["format"], {}, { sourcePath: "." });
    expect(asked.at(-1)?.chain.at(-1)).toBe("changes(from: <TIMED SOURCE>)");
  });
});
