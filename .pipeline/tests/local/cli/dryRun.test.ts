import { join } from "node:path";
import { expect, test } from "vitest";
import { dryRun } from "../../../local/cli/runChecks.ts";
import type { Plan } from "../../../src/model.ts";
import { cliCall, keptWorld } from "../../support/cliCall.ts";
import { testFolder } from "../../support/testFolder.ts";

/** Prints the plans of such a call in a project with these settings. */
async function printed(settings: object, ...words: readonly string[]) {
  const config = { ".config/.pylintrc": "", ".config/drydock.json": JSON.stringify(settings) };
  const folder = testFolder({ "src/a.py": "", "app.txt": "", ...config });
  const [request] = (await cliCall(...words, "--dry-run")).requests;
  if (request?.verb !== "check" && request?.verb !== "fix") throw new Error("no such call");
  const world = keptWorld(folder);
  const code = await dryRun(request, world);
  return { code, out: world.stdout.written(), folder };
}

test("the plans are printed by check, with their limit and their commands as a shell takes them", async () => {
  const { code, out } = await printed({ requirements: "app.txt", timeout: { lint: 7 } }, "lint");
  expect(code).toBe(0);
  expect(out).toMatch(
    /^lint \(at most 7 s\)\n {2}gate +python {scripts}\/drydock_pylint\.py {store} \.:src src --rcfile {config} /,
  );
});

test("run-all prints the plans of the settings in catalog order", async () => {
  const { out } = await printed({ checks: ["test", "lint"] }, "run-all");
  expect(out.match(/^\S+(?= \(at most)/gm)).toEqual(["lint", "test"]);
});

test("as JSON the plans are what an engine would get", async () => {
  const { out } = await printed({ python: "3.12" }, "run-all", "--json");
  const plans = JSON.parse(out) as Plan[];
  expect(plans.map(({ check }) => check)).toEqual(["lint", "format", "typecheck", "ruff"]);
  expect(plans[1]).toMatchObject({ workspace: "tree", timeoutSeconds: 600 });
});

test("a fix is one plan, whose steps change files", async () => {
  const { out } = await printed({}, "fix", "--json");
  const plans = JSON.parse(out) as Plan[];
  expect(plans).toHaveLength(1);
  expect(plans[0]?.workspace).toBe("copy");
  expect(plans[0]?.steps.some(({ argv }) => argv.includes("--fix"))).toBe(true);
});

test("a dry run of no project is misuse as ever", async () => {
  const [request] = (await cliCall("lint", "--source", "none")).requests;
  if (request?.verb !== "check") throw new Error("no such call");
  const world = keptWorld(join(testFolder(), "."));
  await expect(dryRun(request, world)).rejects.toMatchObject({ kind: "misuse" });
  expect(world.stdout.written()).toBe("");
});
