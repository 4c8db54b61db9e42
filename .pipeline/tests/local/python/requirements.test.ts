import { expect, test } from "vitest";
import { requirementLines } from "../../../local/python/requirements.ts";

const read = (text: string, env = {}) => requirementLines(text, env);

test.each([
  ["-r other.txt", "other.txt"],
  ["-rother.txt", "other.txt"],
  ["--requirement other.txt  # why", "other.txt"],
  ["--requirement=other.txt", "other.txt"],
  ["-c constraints.txt", "constraints.txt"],
  ["--constraint constraints.txt", "constraints.txt"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: pip fills it in.
  ["-r ${WHERE}/a.txt", "deps/a.txt"],
])("%j includes a file", (line, include) => {
  expect(read(line, { WHERE: "deps" })).toMatchObject([{ include, editable: false, hashed: false }]);
});

test.each(["iniconfig\r-r other.txt", "# why \\\n-r other.txt", "iniconfig # why \\\n-r other.txt"])(
  "%j includes a file, as uv reads it",
  (text) => {
    expect(read(text).flatMap(({ include = [] }) => include)).toEqual(["other.txt"]);
  },
);

test.each<[string, string, boolean, string?]>([
  ["./lib", "./lib", false],
  ["./lib[extra] ; python_version > '3'", "./lib", false],
  ["../lib", "../lib", false],
  [".", ".", false],
  ["lib/sub", "lib/sub", false],
  ["/opt/lib", "/opt/lib", false],
  ["file:///opt/a%20b", "/opt/a b", false, "file:///opt/a%20b"],
  ["lib @ file:///opt/lib", "/opt/lib", false, "file:///opt/lib"],
  ["lib @ file://localhost/opt/lib#egg=lib", "/opt/lib", false, "file://localhost/opt/lib"],
  ["lib @ file:lib ; python_version > '3'", "lib", false, "file:lib"],
  ["file://./lib[extra]", "./lib", false, "file://./lib"],
  ["lib @ lib", "lib", false],
  ["-e lib @ ./lib", "./lib", true],
  ["-i file:///opt/index", "/opt/index", false, "file:///opt/index"],
  ["lib[x] @ ./lib", "./lib", false],
  ["lib-1.0-py3-none-any.whl", "lib-1.0-py3-none-any.whl", false],
  ["-e .", ".", true],
  ["-e ./lib[extra]", "./lib", true],
  ["--editable=lib", "lib", true],
  ["-f wheels", "wheels", false],
  ["--find-links ./wheels", "./wheels", false],
])("%j is local", (line, local, editable, words = local) => {
  const [found] = read(line);
  expect(found).toMatchObject({ local, editable, hashed: false });
  expect([found?.text.join(""), found?.text[1]]).toEqual([line, words]);
});

test.each([
  "requests",
  "requests[socks]>=2,<3 ; python_version < '3.14'",
  "lib @ https://example.org/lib-1.0.tar.gz",
  "git+https://example.org/lib@main",
  "-e git+https://example.org/lib#egg=lib",
  "-r https://example.org/requirements.txt",
  "--index-url https://example.org/simple",
  "-i https://example.org/simple",
  "--pre",
])("%j refers to no file here", (line) => {
  const [found] = read(line);
  expect(found).toMatchObject({ editable: false, hashed: false, text: [line, "", ""] });
  expect(found).not.toHaveProperty("local");
  expect(found).not.toHaveProperty("include");
});

test("comments and empty lines say nothing", () => {
  expect(read("# -r no.txt\n\n   # ./no\r\n")).toEqual([]);
});

test("hashes are seen on continued lines, and not in comments", () => {
  expect(read("a==1 \\\n  --hash=sha256:00\nb==1 # --hash=sha256:00")).toMatchObject([
    { editable: false, hashed: true },
    { editable: false, hashed: false },
  ]);
});

test("a line with very many spaces takes no long time", () => {
  const start = performance.now();
  requirementLines(`flask${" ".repeat(200_000)}x`, {});
  expect(performance.now() - start).toBeLessThan(2000);
});
