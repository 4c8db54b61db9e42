import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execaSync } from "execa";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { previewOf } from "../support/ciLocal.ts";
import { ROOT } from "../support/cli.ts";
import { including } from "../support/gitlabRepository.ts";

const SOME = { engine: "dagger", source: "app", rules: [{ when: "manual" }], tags: ["a"], allow_failure: true };

describe("the component for a GitLab that tells it its commit", () => {
  it.each([{}, SOME])("is quality at that commit, with neither project nor version said: %j", async (inputs) => {
    const folder = including("check", inputs);
    const version = execaSync("git", ["rev-parse", "HEAD"], { cwd: folder }).stdout;
    const old = including("quality", { project: "platform/drydock", version, ...inputs });
    expect(await previewOf(folder)).toEqual(await previewOf(old));
  });

  it("takes another project, for a Drydock that was moved", async () => {
    const { quality } = await previewOf(including("check", { project: "tools/drydock" }));
    expect(quality?.variables?.["DRYDOCK_PROJECT"]).toBe("tools/drydock");
  });

  it("has each input of quality but the version, and hands each on", () => {
    const documents = (name: string) =>
      parseAllDocuments(readFileSync(join(ROOT, "templates", name), "utf8")).map((one) => one.toJS());
    const [{ spec: old }] = documents("quality.yml");
    const [{ spec }, { include }] = documents("check.yml");
    const { project: _, version: __, ...others } = old.inputs;
    const { project, ...same } = spec.inputs;
    expect(same).toEqual(others);
    expect(project.default).toMatch(new RegExp(old.inputs.project.regex));
    const handedOn = Object.fromEntries(Object.keys(spec.inputs).map((name) => [name, `$[[ inputs.${name} ]]`]));
    expect(include).toEqual([
      { local: "/templates/quality.yml", inputs: { version: "$[[ component.sha ]]", ...handedOn } },
    ]);
  });
});
