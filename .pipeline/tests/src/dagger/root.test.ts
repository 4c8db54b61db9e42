import { describe, expect, it } from "vitest";
import { runChecks, withReadableErrors } from "../../../src/dagger/door.ts";
import { type ModuleState, openProject } from "../../../src/dagger/openProject.ts";
import { IGNORED } from "../../../src/flow/ignore.ts";
import { directory, type Engine, state, TREE, toolArgv, treeOf, withEngine } from "../../support/daggerModule.ts";

const SOURCE = directory("SOURCE");
const REPOSITORY = "REPOSITORY.filter(gitignore: true)";
const IN_APP: Engine = { files: ["app/main.py"] };
const ALONE = `SOURCE.filter(exclude: ${JSON.stringify(IGNORED)},gitignore: true)`;

/** What a project is about: its tree as the first command of a tool is given it, and what is looked at in it. */
async function about(over: Partial<ModuleState>, engine: Engine = {}, check = "test") {
  const { value, error, asked } = await withEngine(engine, () =>
    withReadableErrors(async () => {
      const { input, source, notices } = await openProject(state(over));
      const { results } = await runChecks(state(over), [check]);
      return { input, source, notices, results };
    }),
  );
  const command = asked.find((one) => one.leaf === "sync" && toolArgv(one) !== undefined);
  const mount = command?.chain.find((field) => field.startsWith('withMountedDirectory(path: "/app",'));
  return {
    error,
    asked,
    tree: /source: <(.*)>\)$/.exec(mount ?? "")?.[1],
    targets: value?.input.targets.map(({ path }) => path),
    words: command === undefined ? [] : toolArgv(command),
    ...value,
  };
}

describe("the root", () => {
  it("is the repository, where the source stands in it at its path", async () => {
    const { tree, targets, asked, input } = await about({ source: SOURCE, sourcePath: "./app/" }, IN_APP);
    expect(tree).toBe(TREE);
    expect(targets).toEqual(["app"]);
    expect(input?.named).toBe(true);
    const compared = asked.find(({ leaf }) => leaf === "isEmpty")?.chain ?? [];
    // Before .gitignore files count: those above the source are not in it.
    expect(compared.slice(0, 2)).toEqual(["REPOSITORY", 'directory(path: "app")']);
    expect(compared.at(-1)).toMatch(/^changes\(from: <SOURCE\.filter\(.*\)>\)$/);
    expect(compared.join(".")).not.toContain("gitignore");
  });

  it("is the source alone, at its path and without what is never checked, where that is not the repository's", async () => {
    const { tree, targets } = await about({ source: SOURCE, sourcePath: "app" }, { ...IN_APP, sourceAtPath: false });
    expect(tree).toBe(treeOf(`directory.withDirectory(path: "app",source: <${ALONE}>)`));
    expect(targets).toEqual(["app"]);
  });

  it("is the source alone, where the repository has nothing at its path", async () => {
    const first: Engine["first"] = ({ leaf }) => (leaf === "exists" ? false : undefined);
    const { tree, asked } = await about({ source: SOURCE, sourcePath: "app" }, { ...IN_APP, first });
    expect(tree).toContain(`<${ALONE}>`);
    expect(asked.some(({ leaf }) => leaf === "isEmpty")).toBe(false);
  });

  it("is the source itself, where its path is the root and it is not the repository's", async () => {
    const { tree, targets } = await about({ source: SOURCE, sourcePath: "." }, { sourceAtPath: false });
    expect(tree).toBe(treeOf(ALONE));
    expect(targets).toEqual(["."]);
  });

  it("is the source alone where there is no repository, and empty where there is neither", async () => {
    const none = { repository: undefined };
    expect((await about({ ...none, source: SOURCE })).tree).toContain(`directory.withDirectory(path: "src",source`);
    expect((await about(none)).tree).toBe(treeOf("directory"));
  });
});

describe("what is checked", () => {
  it("is found in the repository where nobody says it", async () => {
    const files = ["shop/__init__.py", "tests/a/b/test_x.py", "setup.py", "docs/conf/deep/x.py"];
    const { targets, input, source } = await about({}, { files });
    expect(targets).toEqual(["setup.py", "shop", "tests"]);
    expect(input?.named).toBe(false);
    expect(source).toMatchObject({ prefix: "", name: "setup.py, shop, tests" });
    expect(source?.paths).toEqual(files.slice(0, 3));
  });

  it("is the paths that are named, before a source and the settings", async () => {
    const files = ["a/x.py", "b/y.pyi", "src/main.py"];
    const engine = { files, config: { "drydock.json": '{"source": ["src"]}' } };
    const { targets, source, input } = await about({ paths: ["./b/", "a/x.py"], source: SOURCE }, engine);
    expect([targets, source?.paths]).toEqual([
      ["b", "a/x.py"],
      ["a/x.py", "b/y.pyi"],
    ]);
    expect(input?.targets.map(({ holds }) => [...holds])).toEqual([
      ["*.py *.pyi", "*.py *.pyi *.ipynb"],
      ["*.py *.pyi", "*.py *.pyi *.ipynb"],
    ]);
    expect((await about({}, engine)).targets).toEqual(["src"]);
    // What a call without the argument may be given.
    expect((await about({ paths: [] }, engine)).targets).toEqual(["src"]);
  });

  it("is the whole repository where that is named, and called so", async () => {
    const { targets, source } = await about({ paths: ["."] }, { files: ["README.md"], config: null });
    expect([targets, source?.name]).toEqual([["."], "the repository"]);
  });

  it("that is not in the repository is named, and what to do", async () => {
    const { error } = await about({ paths: ["src", "gone"] }, { files: ["src/a.py"] });
    expect(error?.message).toMatch(/^There is no file or folder "gone" in the repository, .*\nName files or folders/);
    expect((await about({ paths: ["gone"], allowEmpty: true }, { files: ["src/a.py"] })).error).toBeUndefined();
  });

  it.each(["../elsewhere", "/etc"])("is no path outside of the repository: %s", async (path) => {
    const { error } = await about({ paths: [path] });
    expect(error?.message).toMatch(/^--paths ".*" is not a path inside the repository\.\nGive its path/);
  });
});

describe("a config", () => {
  it("of the config folder is put at its own place in the tree, where its tool is told to read it", async () => {
    const config = { "pytest.ini": "", "notes.txt": "no config of a tool" };
    const { tree, input, words } = await about({ configPath: "etc/drydock/" }, { config });
    const names = [".pylintrc", "black.toml", "mypy.ini", "pyproject.toml", "pytest.ini"];
    const placed = names.map((n) => `.withFile(path: "etc/drydock/${n}",source: <CONFIG.file(path: "${n}")>)`);
    expect(tree).toBe(`TIMED ${REPOSITORY}${placed.join("")}.withNewDirectory(path: ".git")`);
    expect(input?.configs["ruff"]).toEqual({
      ...{ how: "given", name: "pyproject.toml", path: "etc/drydock/pyproject.toml" },
    });
    expect(words?.slice(-2)).toEqual(["-c", "etc/drydock/pytest.ini"]);
  });

  it("of a config folder that is the root itself has its own name there", async () => {
    const texts = { "black.toml": "[black]\n", "mypy.ini": "" };
    const first: Engine["first"] = ({ leaf }) => (leaf === "entries" ? Object.keys(texts) : undefined);
    const engine = { first, texts, config: null };
    const { tree, input, results, asked } = await about({ config: undefined, configPath: "." }, engine, "format");
    expect(input?.configs["black"]).toEqual({ how: "given", name: "black.toml", path: "black.toml" });
    expect(results?.[0]?.reason).toContain("[tool.black]");
    expect(asked.some(({ leaf }) => leaf === "exists")).toBe(false);
    expect(tree).toBeUndefined();
  });

  it("of the config folder is there even where the settings leave that folder out", async () => {
    const engine = { config: { "drydock.json": '{"ignore": [".config"]}' } };
    const { tree } = await about({}, engine);
    expect(tree).toBe(treeOf(`${REPOSITORY}.filter(exclude: [".config","src/.config"])`));
  });

  it("is found by the tool itself, without a notice, where there is no config folder", async () => {
    const texts = { "pyproject.toml": "[tool.mypy]\n", "src/.ruff.toml": "", "setup.cfg": "[metadata]\n" };
    const { tree, input, words } = await about({ config: undefined }, { config: null, texts }, "typecheck");
    expect(input?.configs).toMatchObject({
      mypy: { how: "found", path: "pyproject.toml" },
      ruff: { how: "found", path: "src/.ruff.toml" },
      pylint: { how: "none" },
    });
    expect(words).not.toContain("--config-file");
    expect(tree).toMatch(/^TIMED REPOSITORY\.filter\(gitignore: true\)\.withNewDirectory\(path: "\.git"\)\.filter\(/);
  });

  it("that nobody has leaves the tools' defaults, with one notice for all", async () => {
    const { value } = await withEngine({ config: null }, () => runChecks(state({ config: undefined }), "all"));
    expect(value).toMatchObject({ verdict: "passed" });
    expect(value?.notices).toEqual(["No config was found for pylint, black, mypy, ruff: the tools' defaults count."]);
  });

  it("that is a link which the tools do not get is none", async () => {
    const links = [{ path: "mypy.ini", target: "/etc/mypy.ini", why: "absolute" }];
    const first: Engine["first"] = ({ leaf }) => (leaf === "contents" ? { error: "no such file" } : undefined);
    const engine: Engine = { config: null, links, files: ["mypy.ini"], first };
    const { input, error } = await about({ config: undefined }, engine);
    expect(error).toBeUndefined();
    expect(input?.configs["mypy"]).toEqual({ how: "none" });
  });
});

describe("a tool's tree", () => {
  const files = ["src/a.py", "src/b.pyi", "src/c.php", "README.md", "a.min.js", "py.typed", "LICENSE", "src/odd.p*y"];
  const leftOut = async (check: string, engine: Engine = {}) =>
    JSON.parse(
      /\.filter\(exclude: (\[[^\]]*\])\)$/.exec((await about({}, { files, ...engine }, check)).tree ?? "")?.[1] ?? "[]",
    );

  it.each([
    ["lint", [".ini", ".js", ".md", ".php", ".toml"]],
    ["typecheck", [".js", ".md", ".php", ".toml"]],
    ["ruff", [".ini", ".js", ".md", ".php"]],
    ["phplint", [".ini", ".js", ".md", ".py", ".pyi", ".toml", ".typed"]],
  ])("in %s has no files of kinds that it does not read", async (check, endings) => {
    expect(await leftOut(check)).toEqual(endings.map((ending) => `**/*${ending}`));
  });

  it("keeps every file of a kind of which its config names one", async () => {
    const config = { ".pylintrc": "[SPELLING]\nspelling-private-dict-file=README.md\n" };
    expect(await leftOut("lint", { config })).toEqual(["**/*.ini", "**/*.js", "**/*.php", "**/*.toml"]);
  });

  it("is whole where the tool may read any file", async () => {
    expect(await leftOut("test")).toEqual([]);
  });
});
