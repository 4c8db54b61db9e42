import { availableParallelism } from "node:os";
import { describe, expect, it } from "vitest";
import { CHECK_NAMES } from "../../../src/checks/catalog.ts";
import { CheckChoice } from "../../../src/dagger/checkChoice.ts";
import { containerOf, runChecks } from "../../../src/dagger/door.ts";
import type { ModuleState } from "../../../src/dagger/openProject.ts";
import type { Asked } from "../../support/daggerEndpoint.ts";
import { container, type Engine, file, state, TREE, toolArgv, withEngine } from "../../support/daggerModule.ts";

/** Each command of a tool as it is first asked for: its container from the base on. */
async function commandsOf(check: string, over: Partial<ModuleState> = {}, engine: Engine = {}) {
  const { asked, error } = await withEngine(engine, () => runChecks(state(over), [check]));
  expect(error).toBeUndefined();
  return asked.filter((one) => one.leaf === "sync" && toolArgv(one) !== undefined).map(({ chain }) => chain);
}

/** The same on every machine. */
const neutral = (chain: readonly string[]) =>
  chain.join("\n").replaceAll(/"(-j|--num-workers|[^"]*(?:phplint.php|each.py))","\d+"/g, '"$1","CORES"');

const place = (chain: readonly string[], words: string) => chain.findIndex((field) => field.includes(words));

describe("what the engine is asked for", () => {
  it.each(CHECK_NAMES)("is this for %s", async (check) => {
    expect((await commandsOf(check)).map(neutral)).toMatchSnapshot();
  });

  it.each(["lint", "typecheck", "test"])(
    "has the application's environment in %s when requirements are given",
    async (check) => {
      const [chain = []] = await commandsOf(check, { requirements: file("REQUIREMENTS") });
      expect(neutral(chain)).toMatchSnapshot();
    },
  );

  it.each(["format", "ruff"])("does not depend on the application's requirements in %s", async (check) => {
    expect(await commandsOf(check, { requirements: file("REQUIREMENTS") })).toEqual(await commandsOf(check));
  });
});

describe("a tool's container", () => {
  it.each(["lint", "format", "typecheck", "ruff"])(
    "of %s has the tool, then the tree, in which it works",
    async (check) => {
      for (const chain of await commandsOf(check)) {
        const order = ["--require-hashes", '"/app",source', 'withWorkdir(path: "/app")'].map((words) =>
          place(chain, words),
        );
        expect(order).toEqual([...order].sort((a, b) => a - b));
        expect(order).not.toContain(-1);
        expect(chain[order[1] ?? 0]).toContain(`source: <${TREE}`);
      }
    },
  );

  it("stands on the base that was given, as root", async () => {
    const [chain = []] = await commandsOf("ruff", { base: container("BASE") });
    expect(chain.slice(0, 2)).toEqual(["BASE", 'withUser(name: "root")']);
  });

  it("of phplint is its tool's image, whatever the base is, with nothing installed", async () => {
    const [chain = []] = await commandsOf("phplint", { base: container("BASE"), requirements: file("REQUIREMENTS") });
    expect(chain.slice(0, 3)).toEqual([
      "container",
      expect.stringMatching(/^from\(address: "jakzal\/phpqa:[\d.]+-php8/),
      'withUser(name: "root")',
    ]);
    expect(chain.join("\n")).not.toMatch(/pip|BASE|venv|REQUIREMENTS|"PATH"/);
    expect(chain.filter((field) => field.startsWith("withExec"))).toHaveLength(1);
  });

  it("is made from the user's own lock where the config folder has one", async () => {
    const hash = `--hash=sha256:${"a".repeat(64)}`;
    const config = { "requirements/ruff.txt": `# mine\nruff==1 \\\n  ${hash}\n` };
    const [own = []] = await commandsOf("ruff", {}, { locks: ["ruff.txt"], config });
    // Written from what was understood: never the repository's own bytes.
    expect(own[place(own, "ruff.txt")]).toContain(
      `<directory.withNewFile(path: "lock.txt",contents: "ruff==1 ${hash}\\n").file(path: "lock.txt")>`,
    );
    const [other = []] = await commandsOf("ruff", {}, { locks: ["uv.txt"] });
    expect(other[place(other, "ruff.txt")]).toContain("<SHIPPED requirements/ruff.txt>");
  });

  it("is not made from a lock that may not be used, and the other checks go on", async () => {
    const config = { "requirements/ruff.txt": "ruff @ https://host/ruff.whl\n" };
    const engine = { locks: ["ruff.txt", "uv.txt"], config };
    const { value } = await withEngine(engine, () => runChecks(state(), ["ruff", "lint"]));
    expect(value?.results.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual(["lint passed", "ruff broken"]);
    expect(value?.results[1]?.reason).toContain("requirements/ruff.txt cannot be used: line 1 has a URL");
    expect(value?.notices).toEqual([expect.stringContaining("requirements/uv.txt")]);
  });

  it.each([
    ["lint", "-j"],
    ["typecheck", "--num-workers"],
  ])("of %s is told the cores of the engine's runtime", async (check, option) => {
    const [chain = []] = await commandsOf(check);
    expect(chain.at(-1)).toContain(`"${option}","${availableParallelism()}"`);
  });

  it("has the configured time limit before the command", async () => {
    const { asked } = await withEngine({ config: { "drydock.json": '{"timeout": {"ruff": 7.2}}' } }, () =>
      runChecks(state(), ["ruff"]),
    );
    const [command] = asked.filter((one) => toolArgv(one) !== undefined);
    expect(command?.argv.slice(0, 4)).toEqual(["timeout", "-s", "KILL", "8"]);
  });

  it.each(Object.values(CheckChoice))("of %s can be had as the check sees it, before the tool runs", async (check) => {
    const [before = []] = await commandsOf(check);
    const { asked, error } = await withEngine({}, async () => (await containerOf(state(), check)).sync());
    expect(error).toBeUndefined();
    expect((asked.at(-1) as Asked).chain).toEqual(before.slice(0, -1));
  });
});
