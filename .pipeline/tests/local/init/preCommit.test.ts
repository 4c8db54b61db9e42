import { expect, test } from "vitest";
import { readPreCommit } from "../../../local/init/preCommit.ts";

const versionsOf = (text: string) => Object.fromEntries(readPreCommit(text).versions);

test("the versions of the four tools are read, by whatever address their repositories have", () => {
  const text = `
repos:
  - repo: https://github.com/psf/black-pre-commit-mirror
    rev: 24.1.0
    hooks: [{id: black}]
  - {repo: "git@github.com:astral-sh/ruff-pre-commit.git", rev: 'v0.5.0', hooks: [{id: ruff}, {id: ruff-format}]}
  - repo: https://github.com/pre-commit/mirrors-mypy/
    rev: v1.8.0
  - repo: https://github.com/PyCQA/pylint
    rev: v3.0.0a1
  - repo: https://github.com/someone/else
    rev: v9.9.9
  - repo: local
    hooks: [{id: own}]
`;
  expect(versionsOf(text)).toEqual({ black: "24.1.0", ruff: "0.5.0", mypy: "1.8.0", pylint: "3.0.0a1" });
  expect([...readPreCommit(text).hooks]).toEqual(["black", "ruff", "ruff-format", "own"]);
});

test("a rev that is a number to YAML is one of two parts, and one that is a commit is no version", () => {
  expect(versionsOf("repos: [{repo: https://github.com/psf/black, rev: 22.12}]")).toEqual({ black: "22.12" });
  expect(versionsOf(`repos: [{repo: https://github.com/psf/black, rev: ${"ab12".repeat(10)}}]`)).toEqual({});
});

test.each(["", "- a", "repos: {}", "repos: [a, null, 3]", "repos: [{repo: 7, rev: [], hooks: no}]"])(
  "what has another shape says nothing: %j",
  (text) => expect(readPreCommit(text)).toMatchObject({ versions: new Map() }),
);

test("what is not YAML is refused", () => {
  expect(() => readPreCommit("repos: [")).toThrow();
});
