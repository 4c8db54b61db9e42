import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { existingRequirements, requirementsChoice } from "../../../local/python/requirementsChoice.ts";
import { testFolder } from "../../support/testFolder.ts";

const PYPROJECT =
  '[project]\nname = "a"\n[project.optional-dependencies]\nNice_One = []\n[dependency-groups]\ndev = []\n';

test("extras and groups stand in brackets behind pyproject.toml and uv.lock, and nowhere else", () => {
  const both = { extras: ["a", "b"], groups: ["dev"] };
  expect(requirementsChoice("pyproject.toml[a,group:dev, b]")).toEqual({ file: "pyproject.toml", ...both });
  expect(requirementsChoice("/x/uv.lock[a,b,group: dev]")).toEqual({ file: "/x/uv.lock", ...both });
  expect(requirementsChoice("deps[a].txt")).toEqual({ file: "deps[a].txt", extras: [], groups: [] });
});

test.each(["[]", "[--index-url]", "[a,]", "[groups:dev]", "[a b]"])("pyproject.toml%s is refused", (part) => {
  expect(() => requirementsChoice(`pyproject.toml${part}`)).toThrow("are not valid");
});

test("a part that the project does not have is refused, with those that it has", () => {
  const folder = testFolder({ "pyproject.toml": PYPROJECT, "uv.lock": "" });
  const given = (words: string) => existingRequirements({ words, folder, by: "--requirements" });
  expect(given("uv.lock[nice-one,group:dev]")).toBe(join(folder, "uv.lock[nice-one,group:dev]"));
  expect(() => given("pyproject.toml[dev]")).toThrow('has no extra "dev"');
  expect(() => given("uv.lock[group:nice-one]")).toThrow('has no dependency group "nice-one"');
});

test.each(["poetry.lock", "pdm.lock", "Pipfile.lock"])("%s is refused with the way out", (words) => {
  const folder = testFolder({ [words]: "", "pyproject.toml": PYPROJECT });
  const call = () => existingRequirements({ words, folder, by: "--requirements" });
  expect(call).toThrow(
    expect.objectContaining({ hint: expect.stringMatching(/requirements\.txt.*or name pyproject\.toml/) }),
  );
});

test("what the settings name stays in the repository, links followed", () => {
  const folder = testFolder({ "own.txt": "" });
  mkdirSync(join(folder, "repository"));
  symlinkSync("../own.txt", join(folder, "repository/link.txt"));
  const within = join(folder, "repository");
  const given = { words: "link.txt", folder: within, by: "the settings" };
  expect(() => existingRequirements({ ...given, within })).toThrow("leads out of the repository");
  expect(existingRequirements(given)).toBe(join(within, "link.txt"));
});
