import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { moduleFiles } from "../../support/daggerScan.ts";

const repository = resolve(import.meta.dirname, "../../../..");
const json = (path: string) => JSON.parse(readFileSync(resolve(repository, path), "utf8"));
const importsOf = (path: string) =>
  [...readFileSync(path, "utf8").matchAll(/(?:from|import) "([^"]+)";$/gm)].map(([, name = ""]) => name);

describe("the module's files", () => {
  it("name an engine that the installed SDK is of the same minor version as, and no newer", () => {
    const [major, minor, patch] = json("dagger.json").engineVersion.slice(1).split(".").map(Number);
    const sdk = json("package.json").devDependencies["@dagger.io/dagger"].split(".").map(Number);
    expect([major, minor]).toEqual(sdk.slice(0, 2));
    expect(patch).toBeLessThanOrEqual(sdk[2]);
  });

  it("name the module, its language and its folder, and leave out all of it that the module does not load", () => {
    const { name, sdk, source, include, ...rest } = json("dagger.json");
    expect({ name, sdk, source }).toEqual({ name: "drydock", sdk: { source: "typescript" }, source: ".pipeline" });
    expect(Object.keys(rest)).toEqual(["engineVersion"]);
    // What git lists there, but for the generated `sdk`.
    const listed = execFileSync("git", ["ls-files", ".pipeline"], { cwd: repository, encoding: "utf8" });
    const there = new Set([...listed.matchAll(/^\.pipeline\/([^/\n]+)/gm)].map(([, name = ""]) => name));
    const needed = ["package.json", "src", "tsconfig.json"];
    const others = [...there, "node_modules"]
      .filter((name) => !needed.includes(name))
      .map((name) => `!.pipeline/${name}`);
    expect(include).toEqual(others.sort());
    expect(needed.filter((name) => !there.has(name))).toEqual([]);
  });

  it("depend on no package but the compiler, in the version that has the API which the scanner calls", () => {
    const { dependencies, devDependencies } = json(".pipeline/package.json");
    expect(dependencies ?? {}).toEqual({ typescript: "5.9.3" });
    expect(devDependencies).toBeUndefined();
  });

  it("run in bun, in the version that the tests and the docs name, and that the SDK chooses by itself", () => {
    expect(json(".pipeline/package.json").dagger).toEqual({ runtime: "bun" });
    const tested = new Set<string>(Object.values(json(".pipeline/tests/bun/package.json").optionalDependencies));
    const [version] = tested;
    expect([...tested]).toEqual([version]);
    expect(readFileSync(resolve(repository, "docs/scaling.md"), "utf8")).toContain(`oven/bun:${version}-alpine`);
  });

  it("import the SDK only at the door and in dagger/, and of Node only the number of cores, a hash and files", () => {
    const foreign = moduleFiles().flatMap((path) => {
      const names = importsOf(path).filter((name) => !name.startsWith("."));
      return names.map((name) => `${relative(resolve(repository, ".pipeline/src"), path)} ${name}`);
    });
    const allowed =
      /^(index\.ts|dagger\/\w+\.ts) @dagger\.io\/dagger$|^dagger\/cores\.ts node:os$|^dagger\/writtenFolder\.ts node:fs\/promises$|^report\/fingerprints\.ts node:crypto$/;
    expect(foreign.length).toBeGreaterThan(0);
    expect(foreign.filter((line) => !allowed.test(line))).toEqual([]);
  });

  it("satisfy the compiler with the module's own tsconfig.json", () => {
    const compiler = resolve(repository, "node_modules/typescript/bin/tsc");
    expect(
      execFileSync(process.execPath, [compiler, "-p", resolve(repository, ".pipeline")], { encoding: "utf8" }),
    ).toBe("");
  }, 120_000);

  it("do nothing when they are imported", () => {
    const folder = mkdtempSync(join(tmpdir(), "drydock-import-"));
    const script = join(folder, "import.mjs");
    writeFileSync(
      script,
      `await import(${JSON.stringify(resolve(repository, "node_modules/@dagger.io/dagger/dist/src/index.js"))});
      const seen = () => [Object.keys(globalThis), process.eventNames(), Object.keys(process.env), process.getActiveResourcesInfo()];
      const before = seen();
      for (const file of ${JSON.stringify(moduleFiles())}) await import(file);
      console.log(JSON.stringify([before, seen()]));`,
    );
    try {
      const loader = resolve(repository, "node_modules/tsx/dist/cli.mjs");
      const args = [loader, "--tsconfig", resolve(repository, ".pipeline/tsconfig.json"), script];
      // One line on the standard output, nothing on the other, and an end of its own accord.
      const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
      expect([status, stderr]).toEqual([0, ""]);
      const [before, after] = JSON.parse(stdout);
      expect(after).toEqual(before);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 120_000);
});
