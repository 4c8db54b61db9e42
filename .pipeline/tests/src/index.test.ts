import { beforeAll, describe, expect, it } from "vitest";
import { CHECK_NAMES } from "../../src/checks/catalog.ts";
import { IGNORED } from "../../src/flow/ignore.ts";
import * as entry from "../../src/index.ts";
import { type Engine, recorded, toolArgv, toolOf, treeOf, withEngine } from "../support/daggerModule.ts";
import {
  argumentsOf,
  invokeFunction,
  registration,
  type ScannedArgument,
  type ScannedModule,
  type ScannedType,
  scanModule,
} from "../support/daggerScan.ts";

let scanned: ScannedModule;
beforeAll(async () => {
  scanned = await scanModule();
}, 120_000);

/** As TypeScript has it: `name?: type` or `name: type = default`, and the folder that is found by itself, less what it leaves out. */
function argument({ name, type, isOptional, defaultValue, defaultPath, ignore = [] }: ScannedArgument): string {
  const left =
    JSON.stringify(ignore) === JSON.stringify(IGNORED) ? " (ignored)" : ignore.map((one) => ` -${one}`).join("");
  const found = defaultPath === undefined ? "" : ` from ${defaultPath}${left}`;
  const value = defaultValue === undefined ? "" : ` = ${JSON.stringify(defaultValue)}`;
  return `${name}${isOptional ? "?" : ""}: ${typeName(type)}${value}${found}`;
}

function typeName({ kind, name, typeDef }: ScannedType): string {
  return typeDef === undefined ? (name ?? kind.replace("_KIND", "").toLowerCase()) : `${typeName(typeDef)}[]`;
}

const checkOf = (name: string) => `check${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const methods = () => scanned.objects["Drydock"]?.methods ?? {};
const DEFAULTS = { repository: "REPOSITORY" };
const FOUND = treeOf(
  "REPOSITORY.filter(gitignore: true)",
  'REPOSITORY.filter(gitignore: true).directory(path: ".config")',
);

/** Calls a function as the engine does: the constructor, its state as JSON, the function on that state. */
const called = (name: string, engine: Engine = {}, args: object = {}, made: object = DEFAULTS) =>
  withEngine(engine, () => invokeFunction(scanned, entry, made, name, args));

describe("the module as the engine registers it", () => {
  it("has these functions, with these arguments and defaults, and gives these types", () => {
    const lines = Object.entries(argumentsOf(scanned)).map(([name, given]) => {
      const type = methods()[name]?.returnType;
      const words = Object.values(given).map(argument);
      return `${name}(${words.length < 3 ? words.join(", ") : `\n  ${words.join("\n  ")}\n`})${type ? `: ${typeName(type)}` : ""}`;
    });
    expect(lines.join("\n")).toMatchInlineSnapshot(`
      "lint(): string
      formatCheck(): string
      typecheck(): string
      mypy(): string
      ruff(): string
      test(): string
      phplint(): string
      hadolint(): string
      format(): Changeset
      ruffFix(): Changeset
      fix(): Changeset
      runAll(failFast: boolean = false): string
      report(lineUrl: string = ""): Directory
      verdict(checks?: string[]): Container
      checkLint(): Container
      checkTypecheck(): Container
      checkRuff(): Container
      checkTest(): Container
      checkPhplint(): Container
      checkHadolint(): Container
      results(): CheckOutcome[]
      container(check: CheckChoice = "lint"): Container
      build(
        context?: Directory from / -.git -.make -.reports -.drydock-cache -**/node_modules -**/.venv -**/venv
        base: string = ""
        ref: string = ""
        revision: string = ""
        labels?: string[]
      ): Container
      publish(
        registry: string = ""
        image: string = ""
        username?: Secret
        password?: Secret
        ref: string = ""
        revision: string = ""
        latest: boolean = false
        tags?: string[]
        context?: Directory from / -.git -.make -.reports -.drydock-cache -**/node_modules -**/.venv -**/venv
        base: string = ""
        labels?: string[]
      ): string
      docs(
        pages?: Directory from /docs -_site -.quarto
        quarto?: Container
        filesUrl: string = ""
      ): Directory
      constructor(
        source?: Directory
        config?: Directory
        sourcePath: string = "src"
        configPath: string = ".config"
        paths?: string[]
        base?: Container
        requirements?: File
        repository?: Directory from / (ignored)
        python?: string
        checks?: string[]
        gates?: string[]
        allowEmpty: boolean = false
        since?: Directory
      )"
    `);
  });

  it("has checks, a generator and results that are not kept, and all else is kept as Dagger does", async () => {
    const { identified } = await withEngine({}, () => registration(scanned));
    const registered = (identified.at(-1) ?? []).join("\n").split('<function(name: "').slice(1);
    const having = (mark: string) => [
      ...new Set(registered.filter((text) => text.includes(mark)).map((text) => text.slice(0, text.indexOf('"')))),
    ];
    expect(having(".withCheck>")).toEqual(CHECK_NAMES.filter((name) => name !== "format").map(checkOf));
    // A generator is a check too.
    expect(having(".withGenerator>")).toEqual(["format"]);
    expect(having("(policy: PerSession)")).toEqual(["report", "results"]);
    expect(having("(policy: Never)")).toEqual(["publish"]);
  });

  it("describes each function and gives an example of its use", () => {
    for (const [name, { description }] of Object.entries(methods())) {
      const call = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      expect(description).toMatch(new RegExp(`Example: dagger call (--\\S+ \\S+ )*(--json )?${call}( |$)`));
    }
  });

  it("describes every argument, and demands none", () => {
    for (const one of Object.values(argumentsOf(scanned)).flatMap((given) => Object.values(given))) {
      expect(one.description).not.toBe("");
      expect(one.isOptional || one.defaultPath !== undefined || one.defaultValue !== undefined).toBe(true);
    }
  });

  it("ignores in the repository what the core's list says", () => {
    expect(argumentsOf(scanned)["constructor"]?.["repository"]?.ignore).toEqual(IGNORED);
  });

  it("has a function for each row of the catalog, and each row as a choice of container", () => {
    const nameOf = (check: string) => (check === "format" ? "formatCheck" : check);
    expect(Object.keys(methods())).toEqual(expect.arrayContaining(CHECK_NAMES.map(nameOf)));
    expect(Object.keys(scanned.enums["CheckChoice"]?.values ?? {})).toEqual(CHECK_NAMES);
  });
});

describe("a call by way of the SDK's invoker", () => {
  it.each([
    ["lint", "pylint"],
    ["formatCheck", "black"],
    ["typecheck", "mypy"],
    ["mypy", "mypy"],
    ["ruff", "ruff"],
    ["test", "pytest"],
    ["phplint", "phplint"],
    ["hadolint", "hadolint"],
  ])("of %s runs %s, and gives the report", async (name, tool) => {
    const { value, error, asked } = await called(name);
    expect(error).toBeUndefined();
    expect(value).toMatch(/ passed (?:\([^)\n]*\) )?\d/);
    const command = asked.find((one) => toolArgv(one) !== undefined);
    expect(toolOf(toolArgv(command as never) ?? [])).toBe(tool);
  });

  it.each([
    ["lint", "findings"],
    ["formatCheck", "findings"],
    ["typecheck", "syntax-error"],
    ["ruff", "findings"],
    ["phplint", "findings"],
    ["hadolint", "findings"],
  ])("of %s throws the readable findings", async (name, scenario) => {
    const { error, value } = await called(name, { tool: (argv) => recorded(argv, scenario) });
    expect(value).toBeUndefined();
    expect(error?.message).toMatch(/src\/\S+:\d+:\d+/);
    expect(error?.message).toMatch(/ failed \(\d+ failing[^\n]*\)\n$/);
  });

  it("of runAll throws the whole report when one fails, with the other verdicts", async () => {
    const tool = (argv: readonly string[]) => (toolOf(argv) === "mypy" ? recorded(argv, "findings") : undefined);
    const { error } = await called("runAll", { tool });
    expect(error?.message).toMatch(/lint passed.* · format passed.* · typecheck failed \(\d+ failing\) · ruff passed/);
  });

  it("of runAll ends early with failFast", async () => {
    const first = (asked: { leaf: string; argv: readonly string[] }) =>
      asked.leaf === "sync" && asked.argv.includes("mypy") ? new Promise(() => {}) : undefined;
    const tool = (argv: readonly string[]) => (toolOf(argv) === "black" ? recorded(argv, "findings") : undefined);
    const { error } = await called("runAll", { first, tool }, { failFast: true });
    expect(error?.message).toMatch(/typecheck skipped/);
  });

  it("of report gives a folder and throws nothing, whatever the checks say", async () => {
    const { error, identified } = await called("report", { tool: () => ({ killed: 137 }) });
    expect(error).toBeUndefined();
    expect(identified.at(-1)).toEqual(["currentModule", expect.stringMatching(/^workdir\(path: "drydock-/)]);
  });

  it("of results gives the outcome of each check as data, and throws nothing", async () => {
    const tool = (argv: readonly string[]) => (toolOf(argv) === "ruff" ? recorded(argv, "findings") : undefined);
    const { value } = await called("results", { tool });
    const outcome = { check: "ruff", verdict: "failed", findings: expect.any(Number), output: expect.any(String) };
    expect((value as object[]).at(-1)).toEqual({ ...outcome, durationMs: expect.any(Number) });
    expect((value as { durationMs: number }[]).every(({ durationMs }) => Number.isInteger(durationMs))).toBe(true);
  });

  it.each(["format", "ruffFix", "fix"])("of %s gives a Changeset of the whole repository", async (name) => {
    const { error, identified } = await called(name);
    expect(error).toBeUndefined();
    expect(identified.at(-1)?.slice(-2)).toEqual(['directory(path: "/app")', `changes(from: <${FOUND}>)`]);
  });

  it("of container gives the chosen check's", async () => {
    const { identified } = await called("container", {}, { check: "typecheck" });
    expect(identified.at(-1)?.join()).toContain(`withMountedDirectory(path: "/app",source: <${FOUND}`);
    expect(identified.at(-1)?.join()).toContain('"/opt/drydock/mypy.txt"');
  });

  it("keeps every argument of the constructor from the constructor to the function", async () => {
    const places = { source: "SOURCE", sourcePath: "app", config: "CONFIG", configPath: "conf" };
    const given = { ...DEFAULTS, ...places, base: "BASE", requirements: "REQUIREMENTS" };
    const engine: Engine = { sourceAtPath: false, files: ["app/main.py"] };
    const { error, asked } = await called("typecheck", engine, {}, given);
    expect(error).toBeUndefined();
    const chain = asked.find((one) => toolArgv(one) !== undefined)?.chain.join("\n") ?? "";
    expect(chain.startsWith("BASE\n")).toBe(true);
    for (const name of ["CONFIG", "SOURCE", "REQUIREMENTS"]) expect(chain).toContain(`<${name}`);
    for (const path of ["app", "conf/mypy.ini"]) expect(chain).toContain(`(path: "${path}",source: <`);
    expect(chain).toMatch(/"--config-file","conf\/mypy\.ini",.*,"app"\]/);
  });

  it("of the paths that are named has these words for the tool", async () => {
    const { asked } = await called("lint", { files: ["a/b.py", "c.py"] }, {}, { ...DEFAULTS, paths: ["a", "./c.py"] });
    const command = asked.find((one) => toolArgv(one) !== undefined);
    expect(toolArgv(command as never)?.slice(3, 6)).toEqual([".:a:c.py", "a", "c.py"]);
  });
});
