import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { runnerKit } from "../../support/runnerKit.ts";

const repository = resolve(import.meta.dirname, "../../../..");
const kit = join(repository, ".docker/runner");
const readme = readFileSync(join(kit, "README.md"), "utf8");
/** The text below a heading, or a numbered step, in one line. */
const part = (from: RegExp, to: RegExp) => readme.split(from)[1]?.split(to)[0]?.replace(/\s+/g, " ") ?? "";
const section = (heading: string) => part(new RegExp(`^## ${heading}$`, "m"), /^## /m);

describe("the kit's README", () => {
  it("says at the step with Protected what it costs, and names a value that the pipeline knows", () => {
    const step = part(/^3\. /m, /^4\. /m);
    expect(step).toMatch(/"Protected" .* merge requests then get stuck .* `DRYDOCK_DOCKER` to `protected`/);
    const pipeline = parse(readFileSync(join(repository, ".gitlab-ci.yml"), "utf8"));
    expect(pipeline.variables.DRYDOCK_DOCKER.options).toContain("protected");
    expect(section("Protected")).toContain("`quality-local` checks the merge requests");
  });

  it("names the label that prune goes by, and how to remove the engines that it leaves", async () => {
    const machine = runnerKit();
    machine.docker({});
    const { stdout } = await machine.run("prune.sh", ["--dry-run"]);
    const label = /image prune --all .* label=(\S+)/.exec(stdout)?.[1];
    const prune = section("What prune removes, and what it keeps");
    expect(prune).toContain(`images with the label \`${label}\``);
    expect(prune).toMatch(/docker rm -f -v dagger-engine-v[\d.]+ /);
  });

  it("lists each file of the kit", () => {
    const listed = section("Files");
    const files = readdirSync(kit).filter((name) => !/^(README\.md|\.gitignore|config)$/.test(name));
    expect(files.filter((name) => !listed.includes(`\`${name}`))).toEqual([]);
  });
});
