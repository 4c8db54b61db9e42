import { expect, test } from "vitest";
import { exportWords, partWords, refuseForeignLock, requirementsChoice } from "../../../src/flow/requirementsChoice.ts";

test("extras and groups stand in brackets behind pyproject.toml and uv.lock, and nowhere else", () => {
  const both = { extras: ["a", "b"], groups: ["dev"] };
  expect(requirementsChoice("pyproject.toml[a,group:dev, b]")).toEqual({ file: "pyproject.toml", ...both });
  expect(requirementsChoice("/x/uv.lock[a,b,group: dev]")).toEqual({ file: "/x/uv.lock", ...both });
  expect(requirementsChoice("deps[a].txt")).toEqual({ file: "deps[a].txt", extras: [], groups: [] });
});

test.each(["[]", "[--index-url]", "[a,]", "[groups:dev]", "[a b]"])("pyproject.toml%s is refused", (part) => {
  expect(() => requirementsChoice(`pyproject.toml${part}`)).toThrow("can't be understood");
});

test("the parts go to uv as it wants them for a lock, and for a pyproject.toml", () => {
  const choice = requirementsChoice("uv.lock[a,group:dev]");
  expect(exportWords(choice, "python3").join(" ")).toMatch(
    /^export --frozen .*--no-emit-project --extra a --group dev$/,
  );
  expect(partWords(choice, "x/pyproject.toml")).toEqual(["--extra", "a", "--group", "x/pyproject.toml:dev"]);
});

test.each([true, false])(
  "the lock of another tool is refused wherever it is, with a project beside it: %s",
  (project) => {
    const refused = () => refuseForeignLock("app/poetry.lock", () => project);
    expect(refused).toThrow("can't read app/poetry.lock");
    const hint = expect.stringMatching(
      project
        ? /poetry export.*or name pyproject\.toml/
        : /poetry export --output requirements\.txt\) and name that\.$/,
    );
    expect(refused).toThrow(expect.objectContaining({ kind: "misuse", hint }));
    expect(() => refuseForeignLock("uv.lock", () => project)).not.toThrow();
  },
);
