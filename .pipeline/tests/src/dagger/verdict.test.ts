import { describe, expect, it } from "vitest";
import { reportFiles, withReadableErrors } from "../../../src/dagger/door.ts";
import { verdictContainer } from "../../../src/dagger/verdict.ts";
import { type Ended, type Engine, recorded, state, toolArgv, toolOf, withEngine } from "../../support/daggerModule.ts";

/** Asks for the verdict's output, as `verdict stdout` does: the last commands on the way to it, without their long paths. */
async function asked(engine: Engine, over: Parameters<typeof state>[0] = {}, only?: string) {
  const called = await withEngine(engine, () =>
    withReadableErrors(async () => (await verdictContainer(state(over), only)).stdout()),
  );
  const chain = called.asked.at(-1)?.chain ?? [];
  const text = /^withNewFile\(path: "\/tmp\/report\.txt",contents: (".*")\)$/.exec(chain.at(-2) ?? "")?.[1];
  return { ...called, last: chain.at(-1), report: text === undefined ? undefined : (JSON.parse(text) as string) };
}

const when = (tool: string, ended: (argv: readonly string[]) => Ended): Engine => ({
  tool: (argv) => (toolOf(argv) === tool ? ended(argv) : undefined),
});
const printing = (code: number) => `withExec(args: ["sh","-c","cat /tmp/report.txt; exit ${code}"])`;

describe("the verdict as a container", () => {
  it.each([
    ["0 when all checks pass", {}, 0, /\nlint passed.* · format passed.* · typecheck passed.* · ruff passed.*\n$/],
    [
      "1 when one fails",
      when("mypy", (argv) => recorded(argv, "findings")),
      1,
      /src\/\S+:\d+:\d+[\s\S]*typecheck failed/,
    ],
    [
      "2 when one is broken by its config",
      when("mypy", (argv) => recorded(argv, "config-bad-code")),
      2,
      /typecheck broken/,
    ],
  ] as const)("prints the report and ends with %s", async (_, engine, code, words) => {
    const { error, last, report } = await asked(engine);
    expect(error).toBeUndefined();
    expect(last).toBe(printing(code));
    expect(report).toMatch(words);
  });

  it("starts nothing of its own: the command that prints is not asked for before the container is", async () => {
    const called = await withEngine({}, () => verdictContainer(state()));
    expect(called.asked.some(({ argv }) => argv[0] === "sh")).toBe(false);
    expect(called.value).toBeDefined();
  });

  it("ends with 2 where there is nothing to check", async () => {
    const { last, report } = await asked({ files: ["README.md"] }, { paths: ["README.md"] });
    expect(last).toBe(printing(2));
    expect(report).toContain("Nothing was checked");
  });

  it.each<[string, Engine, RegExp]>([
    ["out of memory", when("mypy", () => ({ killed: 137 })), /mypy was killed|SIGKILL/],
    [
      "without its package index",
      when("black", () => ({ engineError: "no route to the index" })),
      /no route to the index/,
    ],
  ])("is thrown, and so kept by nobody, when a check is broken by the moment: %s", async (_, engine, words) => {
    const { error, value } = await asked(engine);
    expect(value).toBeUndefined();
    expect(error?.message).toMatch(words);
    expect(error?.message).toMatch(/ broken/);
  });

  it("of one check runs it alone", async () => {
    const { asked: all, last } = await asked({}, {}, "ruff");
    const commands = all.flatMap((one) => toolArgv(one) ?? []).filter((word) => /\/bin\//.test(word));
    expect(new Set(commands)).toEqual(new Set(["/opt/drydock/ruff/bin/ruff"]));
    expect(last).toBe(printing(0));
  });

  it("of a check that the settings do not name passes, and says that it did not run", async () => {
    const { asked: all, last, report } = await asked({}, {}, "test");
    expect(report).toBe('pytest did not run: the settings do not name the check "test".\n');
    expect(all.filter((one) => toolArgv(one) !== undefined)).toEqual([]);
    expect(last).toBe(printing(0));
    const named = await asked({ config: { "drydock.json": '{"checks": ["test"]}' } }, {}, "test");
    expect(named.report).toMatch(/test passed/);
  });

  it("asks for the very commands of the report files, so that an engine runs no tool twice", async () => {
    const commandsOf = async (work: () => Promise<unknown>) => {
      const { asked: all } = await withEngine({}, work);
      return new Set(all.flatMap((one) => (toolArgv(one) === undefined ? [] : [one.chain.join("\n")])));
    };
    const verdicts = await commandsOf(() => verdictContainer(state()));
    expect(verdicts.size).toBeGreaterThan(3);
    expect(await commandsOf(() => reportFiles(state(), ""))).toEqual(verdicts);
  });
});
