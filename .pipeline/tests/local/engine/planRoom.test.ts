import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plan, worldWith } from "../../support/hostWorld.ts";
import { exit } from "../../support/judging.ts";
import { testFolder } from "../../support/testFolder.ts";

const { signal } = new AbortController();

test("home and the config's folder are new for each plan, whatever a tool left there, and gone after it", async () => {
  const leave = 'mkdir "$HOME/kept" && touch "$HOME/kept/x" "$(dirname "$1")/x" && chmod 0 "$HOME/kept"';
  const { folder, execute } = worldWith({ tool: `ls -A "$HOME" "$(dirname "$1")"; ${leave}` });
  const one = plan([{ argv: ["tool", "{config}"] }]);
  const said = async () => (await execute(one, signal)).outputs[0];
  const first = await said();
  expect(first).toMatchObject({ end: exit(0), stdout: expect.stringMatching(/step-0:\nmypy\.ini\n\n.*home:\n$/) });
  expect(await said()).toEqual(first);
  expect(existsSync(join(folder, "scratch/rooms/typecheck"))).toBe(false);
});

test("what a killed run left is gone before the next", async () => {
  const { folder, execute } = worldWith({ tool: 'ls -A "$HOME"' });
  mkdirSync(join(folder, "scratch/rooms/typecheck/home/left"), { recursive: true });
  expect((await execute(plan([{ argv: ["tool"] }]), signal)).outputs[0]?.stdout).toBe("");
});

test("checks at once have each a home of their own", async () => {
  const { execute } = worldWith({ tool: 'touch "$HOME/$1"; until [ -e "$2" ]; do :; done; touch "$3"; ls "$HOME"' });
  const folder = testFolder();
  const [a, b] = [join(folder, "a"), join(folder, "b")];
  writeFileSync(a, "");
  const both = await Promise.all([
    execute(plan([{ argv: ["tool", "one", b, a] }], { check: "one" }), signal),
    execute(plan([{ argv: ["tool", "two", a, b] }], { check: "two" }), signal),
  ]);
  expect(both.map(({ outputs }) => outputs[0]?.stdout)).toEqual(["one\n", "two\n"]);
});

test("a tool's cache lives on, but not that of a plan which must do without", async () => {
  const { execute } = worldWith({ tool: 'ls "$1"; touch "$1/$2"' }, { emptyCaches: ({ check }) => check === "fresh" });
  const said = async (check: string) => {
    const { outputs } = await execute(plan([{ argv: ["tool", "{cache}", check] }], { check }), signal);
    return outputs[0]?.stdout;
  };
  expect([await said("usual"), await said("usual")]).toEqual(["", "usual\n"]);
  expect([await said("fresh"), await said("fresh"), await said("usual")]).toEqual(["", "", "usual\n"]);
});
