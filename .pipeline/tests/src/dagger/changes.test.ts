import { describe, expect, it } from "vitest";
import { changes } from "../../../src/dagger/changes.ts";
import { withReadableErrors } from "../../../src/dagger/door.ts";
import type { ModuleState } from "../../../src/dagger/openProject.ts";
import { IGNORED } from "../../../src/flow/ignore.ts";
import {
  directory,
  type Engine,
  recorded,
  state,
  TREE,
  toolArgv,
  toolOf,
  withEngine,
} from "../../support/daggerModule.ts";

/** Calls a fixing function to its end: the Changeset's two sides are asked for. */
function fixed(names: readonly string[], engine: Engine = {}, over: Partial<ModuleState> = {}) {
  return withEngine(engine, () => withReadableErrors(async () => (await changes(state(over), names)).addedPaths()));
}

describe("a fix", () => {
  it.each([["format"], ["ruff"], ["ruff", "format"]])("by %s asks the engine for this", async (...names) => {
    const { asked, error } = await fixed(names);
    expect(error).toBeUndefined();
    expect(asked.at(-1)?.chain.join("\n").replaceAll(".with", "\n  .with")).toMatchSnapshot();
  });

  it("compares the tree that the tools left with the one that they got, both of them the repository's", async () => {
    const { asked } = await fixed(["format"]);
    const { chain, leaf } = asked.at(-1) ?? { chain: [], leaf: "" };
    expect(leaf).toBe("addedPaths");
    expect(chain.slice(-2)).toEqual(['directory(path: "/app")', `changes(from: <${TREE}>)`]);
  });

  it("is of the paths that are named, and of these alone", async () => {
    const { asked } = await fixed(["format"], { files: ["lib/a.py", "b.py"] }, { paths: ["./lib/", "b.py"] });
    const commands = asked.flatMap((one) => (one.leaf === "sync" ? [toolArgv(one)] : [])).filter(Boolean);
    expect(commands.map((argv) => argv?.slice(argv.indexOf("lib"), argv.indexOf("--config")))).toEqual([
      ["lib", "b.py"],
      ["lib", "b.py"],
    ]);
  });

  it("hands the source that one tool left to the next", async () => {
    const { asked } = await fixed(["ruff", "format"]);
    const commands = asked.filter((one) => one.leaf === "sync" && toolArgv(one) !== undefined);
    expect(commands.map((one) => toolOf(toolArgv(one) ?? []))).toEqual(["ruff", "black", "ruff", "black"]);
    const sources = commands.map(({ chain }) => chain.findLast((field) => field.includes('path: "/app",source')) ?? "");
    expect(sources[0]).toContain(`source: <${TREE}>`);
    expect(sources[1]).toContain('"/opt/drydock/ruff/bin/ruff","check","src","--config"');
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
    const { error, asked } = await fixed(["ruff", "format"], { files: ["a.txt"] }, { paths: ["a.txt"] });
    expect(error?.message).toMatch(
      /Nothing was checked: there is no \.py file in a\.txt\.[\s\S]*format broken · ruff broken\n$/,
    );
    expect(asked.some((one) => toolArgv(one) !== undefined)).toBe(false);
  });

  it("changes nothing where that is allowed", async () => {
    const { asked } = await fixed(["format"], { files: [] }, { allowEmpty: true });
    const { chain = [] } = asked.at(-1) ?? {};
    expect(chain.at(-1)).toBe(`changes(from: <${TREE}>)`);
    expect(chain.at(-2)).toBe('directory(path: "/app")');
    expect(chain.at(-3)).toContain('"/opt/drydock/scripts/drydock_links.py","/app"');
    expect(asked.some((one) => toolArgv(one) !== undefined)).toBe(false);
  });

  it("refuses, naming --source-path, before any tool runs, when the source is not what stands there", async () => {
    const { error, asked } = await fixed(
      ["format"],
      { sourceAtPath: false },
      { source: directory("SOURCE"), sourcePath: "app2" },
    );
    expect(error?.message).toMatch(/^The source is not what is at "app2" in the repository\.\n.*--source-path/);
    expect(asked.some((one) => toolArgv(one) !== undefined)).toBe(false);
    const compared = asked.findLast(({ leaf }) => leaf === "isEmpty")?.chain ?? [];
    expect(compared.slice(0, 2)).toEqual(["REPOSITORY", 'directory(path: "app2")']);
    expect(compared.at(-1)).toMatch(/^changes\(from: <SOURCE\.filter\(include: \["\*\*\/\*\.py","\*\*\/\*\.pyi"\]/);
  });

  it("compares Python files only, on both sides without what is never checked", async () => {
    const { asked } = await fixed(["format"], {}, { source: directory("SOURCE") });
    const compared = asked.findLast(({ leaf }) => leaf === "isEmpty")?.chain ?? [];
    const exclude = JSON.stringify(IGNORED);
    const filter = `filter(exclude: ${exclude},include: ["**/*.py","**/*.pyi"])`;
    const either = [filter, `filter(include: ["**/*.py","**/*.pyi"],exclude: ${exclude})`];
    expect(either).toContain(compared[2]);
    expect(compared[3]).toBe(`changes(from: <SOURCE.${compared[2]}>)`);
  });

  it("refuses a path that is not in the repository", async () => {
    const first: Engine["first"] = ({ leaf }) => (leaf === "exists" ? false : undefined);
    const { error } = await fixed(["format"], { first }, { source: directory("SOURCE"), sourcePath: "app3" });
    expect(error?.message).toMatch(/is not what is at "app3"[\s\S]*--source-path/);
  });

  it("says of a source that is not there which option names it", async () => {
    const first: Engine["first"] = ({ leaf }) => (leaf === "isEmpty" ? { error: "stat lib: no such file" } : undefined);
    const { error } = await fixed(["format"], { first }, { source: directory("SOURCE"), sourcePath: "lib" });
    expect(error?.message).toMatch(/^The source can't be compared with "lib" .*stat lib: no such file[\s\S]*--source/);
  });

  it.each(["../src", "/app/src", "a/../../b"])("refuses the source path %s", async (sourcePath) => {
    const { error } = await fixed(["format"], {}, { sourcePath });
    expect(error?.message).toContain(`--source-path "${sourcePath}" is not a path inside the repository.`);
  });

  it("of a repository that is the source itself needs no path", async () => {
    const { asked, error } = await fixed(["format"], {}, { source: directory("SOURCE"), sourcePath: "." });
    expect(error).toBeUndefined();
    expect(asked.at(-1)?.chain.at(-1)).toBe(`changes(from: <${TREE}>)`);
    const command = asked.find((one) => toolArgv(one) !== undefined);
    expect(toolArgv(command as never)?.[3]).toBe(".");
  });
});
