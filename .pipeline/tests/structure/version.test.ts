import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../support/cli.ts";
import { markdownFiles } from "../support/markdownFiles.ts";

const read = (name: string) => readFileSync(join(ROOT, name), "utf8");
/** package.json is where the version is written: the CLI, the wheel and the reports read it there. */
const { version } = JSON.parse(read("package.json")) as { version: string };

test("the lock file has the version of package.json", () => {
  const lock = JSON.parse(read("package-lock.json"));
  expect([lock.version, lock.packages[""].version]).toEqual([version, version]);
});

test("every example names this version: file names, tags, components, and the rev of a hook", () => {
  const named = markdownFiles()
    .filter(({ path }) => path !== "CHANGELOG.md")
    .flatMap(({ path, text }) =>
      [
        // A file name of the package or the wheel.
        ...text.matchAll(/drydock[-_]quality-(\d+\.\d+\.\d+)/g),
        // What a component, a hook, a module's URL, an input or a tag of Drydock's says.
        ...text.matchAll(/drydock(?:\.git|\/[a-z]+)@v?(\d[\w.]*)/g),
        ...text.matchAll(/(?:\brev: |\bversion: |git tag |origin |\/drydock\/)v(\d[\w.]*)/g),
      ].map(([words, one]) => ({ path, words, one })),
    );
  expect(new Set(named.map(({ path }) => path))).toEqual(
    new Set(["README.md", "docs/gitlab.md", "templates/README.md"]),
  );
  expect(named.filter(({ one }) => one !== version)).toEqual([]);
});

test("the changelog has this version first below what is unreleased, with a date, and each version once", () => {
  const headings = read("CHANGELOG.md").match(/^## .*$/gm) ?? [];
  expect(headings[0]).toBe("## Unreleased");
  expect(headings[1]).toMatch(new RegExp(`^## ${version.replaceAll(".", "\\.")} - \\d{4}-\\d\\d-\\d\\d$`));
  expect(new Set(headings).size).toBe(headings.length);
});

test("below a version the changelog has the kinds of Keep a Changelog, each once and in its order", () => {
  const kinds = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
  for (const part of read("CHANGELOG.md").split(/^## /m).slice(1)) {
    const told = (part.match(/^### .*$/gm) ?? []).map((line) => line.slice("### ".length));
    expect(told).toEqual(kinds.filter((kind) => told.includes(kind)));
  }
});
