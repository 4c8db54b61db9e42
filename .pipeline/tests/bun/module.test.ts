import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as entry from "../../src/index.ts";
import { callInBun, layOut, type Runtime } from "../support/bunModule.ts";
import { type Called, type Engine, recorded, withEngine } from "../support/daggerModule.ts";
import {
  argumentsOf,
  type FunctionCall,
  invoker,
  registration,
  type ScannedModule,
  scanModule,
} from "../support/daggerScan.ts";
import { takenFolder } from "../support/takenFolder.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "drydock-bun-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let runtime: Runtime;
let scanned: ScannedModule;
let invoke: (call: FunctionCall) => Promise<unknown>;
beforeAll(async () => {
  runtime = await layOut(folder);
  scanned = await scanModule();
  invoke = await invoker(scanned, entry);
});

const STATE = { repository: "REPOSITORY", sourcePath: "src", configPath: ".config", allowEmpty: false };
/** Without these a function only says that they are needed. */
const OWN: Readonly<Record<string, object>> = {
  publish: { registry: "registry.example", image: "team/app", tags: ["trial"] },
};
const FUNCTIONS = Object.getOwnPropertyNames(entry.Drydock.prototype).filter((name) => name !== "constructor");
/** What differs from `lint` or `checkLint` only by the check's name; with FC_RUNS these are tried too. */
const ALIKE = /^(?:formatCheck|typecheck|mypy|ruff|test|phplint|hadolint|check(?!Lint)\w+)$/;
const TRIED = FUNCTIONS.filter((name) => process.env["FC_RUNS"] !== undefined || !ALIKE.test(name));
const PLACES = ["source", "config", "base", "requirements"];
const FAILING: Engine = { tool: (argv) => recorded(argv, "findings") };

/** A call with the defaults of the arguments, as the engine fills them in. */
function callOf(fnName: string, own: object = OWN[fnName] ?? {}): FunctionCall {
  const given = Object.values(argumentsOf(scanned)[fnName || "constructor"] ?? {}).flatMap(
    ({ name, defaultPath, defaultValue }) => {
      const value = defaultPath === undefined ? defaultValue : `AT ${defaultPath}`;
      return value === undefined ? [] : [[name, value]];
    },
  );
  const fnArgs = { ...Object.fromEntries(given), ...own };
  return { parentName: "Drydock", parentArgs: fnName === "" ? {} : STATE, fnName, fnArgs };
}

/** What came of it and what was asked, in an order of its own, without times and names that are made up. */
function told({ value, error, asked, identified }: Called<unknown>, taken: readonly object[]): string {
  const questions = asked.map(({ chain, leaf, leafArgs }) => [...chain, `${leaf}(${leafArgs})`].join("."));
  const objects = identified.map((chain) => chain.join("."));
  // An id is a number; what it stands for was asked for last.
  const result = /^"id:/.test(JSON.stringify(value) ?? "") ? objects.at(-1) : value;
  const all = {
    result,
    error: error?.message,
    questions: [...new Set(questions)].sort(),
    objects: [...new Set(objects)].sort(),
    taken,
  };
  return JSON.stringify(all, undefined, 1)
    .replaceAll(/\d+\.\d s\b/g, "SECONDS")
    .replaceAll(/(durationMs\W+)[\d.]+/g, (_, name: string) => `${name}0`)
    .replaceAll(/(time=\W+)[\d.]+/g, "$1SECONDS")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "NOW")
    .replaceAll(/\bdrydock-\w{6}\b/g, "NEW");
}

async function inBun(call: FunctionCall, engine: Engine = {}): Promise<string> {
  const { first, taken } = taking(runtime.workdir);
  const called = await callInBun(runtime, call, { ...engine, first });
  expect(readdirSync(runtime.workdir)).toEqual([]);
  return told(called, taken);
}

async function inNode(call: FunctionCall, engine: Engine = {}): Promise<string> {
  const { first, taken } = taking(".");
  return told(await withEngine({ ...engine, first }, () => invoke(call)), taken);
}

function taking(workdir: string) {
  const taken: object[] = [];
  const first: Engine["first"] = (asked) => {
    const files = takenFolder(asked, workdir);
    if (files !== undefined) taken.push(Object.fromEntries(files));
    return asked.leaf === "publish" ? `registry.example/team/app@sha256:${"0".repeat(64)}` : undefined;
  };
  return { first, taken };
}

describe("in the bun of Dagger's SDK, started as the SDK starts it", () => {
  it("every function is known", () => {
    expect(FUNCTIONS).toEqual(Object.keys(scanned.objects["Drydock"]?.methods ?? {}));
  });

  it("the module registers as in Node", async () => {
    const call = { parentName: "", parentArgs: {}, fnName: "", fnArgs: {} };
    const [bun, node] = [await callInBun(runtime, call, {}), await withEngine({}, () => registration(scanned))];
    expect(bun.error).toBeUndefined();
    const types = ({ identified }: Called<unknown>) =>
      identified.at(-1)?.join("\n").replaceAll("src/.pipeline/src/", "src/");
    expect(types(bun)).toBe(types(node));
  });

  it("the constructor keeps what it is given", async () => {
    const given = { ...Object.fromEntries(PLACES.map((name) => [name, name])), paths: ["a", "b.py"], python: "3.12" };
    const call = callOf("", { ...given, checks: ["ruff"], gates: ["lint=error"], allowEmpty: true });
    expect(await inBun(call)).toBe(await inNode(call));
  });

  it.each(TRIED)("%s gives what it gives in Node, and asks the engine for the same", async (name) => {
    const told = await inBun(callOf(name));
    expect(told).toBe(await inNode(callOf(name)));
    expect(JSON.parse(told)).toMatchObject({ result: expect.anything(), questions: expect.anything() });
  });

  it.each(["lint", "runAll", "verdict", "report", "results"])("%s tells of findings as in Node", async (name) => {
    const told = await inBun(callOf(name), FAILING);
    expect(told).toBe(await inNode(callOf(name), FAILING));
    expect(told).toMatch(/lint (?:failed|broken)|failed \(\d+/);
  });
});
