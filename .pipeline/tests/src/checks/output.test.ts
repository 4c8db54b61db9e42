import { expect, it } from "vitest";
import { outputTail, relativePath, tail, withoutCwd } from "../../../src/checks/output.ts";
import { CONTEXT, outputOf } from "../../support/recordedReading.ts";

const root = { check: "c", cwd: "/app/src", prefix: "" };
const below = { ...root, prefix: "apps/one" };

it.each([
  ["/app/src/a.py", "a.py", "apps/one/a.py"],
  ["a.py", "a.py", "apps/one/a.py"],
  ["./pkg/a.py", "pkg/a.py", "apps/one/pkg/a.py"],
  [".hidden.py", ".hidden.py", "apps/one/.hidden.py"],
  ["-x.py", "-x.py", "apps/one/-x.py"],
  ["new\nline.py", "new\nline.py", "apps/one/new\nline.py"],
  [".", ".", "apps/one"],
  ["/app/src", ".", "apps/one"],
  ["/app/src2/a.py", "/app/src2/a.py", "/app/src2/a.py"],
])("makes %j relative to the repository", (path, inRoot, inBelow) => {
  expect(relativePath(path, root)).toBe(inRoot);
  expect(relativePath(path, below)).toBe(inBelow);
});

it("takes the folder out of a text", () => {
  expect(withoutCwd("in /app/src/a.py and /app/src/b.py", below)).toBe("in apps/one/a.py and apps/one/b.py");
  expect(withoutCwd("in /app/src/a.py", root)).toBe("in a.py");
});

it("prefers what the tool printed on stderr, and says so when it printed nothing", () => {
  expect(outputTail(outputOf(1, "out", "err"), CONTEXT)).toBe("err");
  expect(outputTail(outputOf(1, "out", " \n"), CONTEXT)).toBe("out");
  expect(outputTail(outputOf(1, "", ""), CONTEXT)).toBe("It printed nothing.");
});

it("keeps the last whole lines of a long text", () => {
  const text = Array.from({ length: 500 }, (_, line) => `line ${line}`).join("\n");
  const end = tail(text, CONTEXT);
  expect(end.length).toBeLessThanOrEqual(2000);
  expect(end).toMatch(/^…line \d+\n/);
  expect(end).toMatch(/line 499$/);
});

it("keeps the end of one long line", () => {
  expect(tail("x".repeat(9000), CONTEXT)).toBe(`…${"x".repeat(1999)}`);
});

it("drops colours and the folders of the machine", () => {
  const text = "\x1b[31m/home/me/.config/mypy.ini\x1b[0m: bad, /app/src/a.py, /x/env/lib/site-packages/mypy/a.py";
  expect(tail(text, CONTEXT)).toBe("mypy.ini: bad, src/a.py, site-packages/mypy/a.py");
});

it("drops the secrets of addresses, also where the text is cut", () => {
  const address = "https://user:secret@host/simple?token=secret";
  expect(tail(`no ${address}`, CONTEXT)).toBe("no https://***@host/simple?***");
  for (let fill = 7950; fill < 8010; fill++)
    expect(tail(`${address} ${"x".repeat(fill)}`, CONTEXT)).not.toContain("ecret");
});
