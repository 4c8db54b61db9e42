import fc from "fast-check";
import { expect, test } from "vitest";
import { uriPath } from "../../../src/report/uriPath.ts";
import { anyText } from "../../support/anyRun.ts";

test.each([
  ["src/main.py", "src/main.py"],
  ["src/a b/ä.py", "src/a%20b/%C3%A4.py"],
  ["c:/x.py", "c%3A/x.py"],
  ["a?b#c'd", "a%3Fb%23c%27d"],
  ["//evil.example/x", "%2F%2Fevil.example/x"],
  ["half\ud800.py", "half%EF%BF%BD.py"],
])("%j is %s", (path, uri) => {
  expect(uriPath(path)).toBe(uri);
});

test("whatever a path holds, its characters come back and it leads to no other host", () => {
  fc.assert(
    fc.property(anyText, (path) => {
      const uri = uriPath(path);
      expect(decodeURIComponent(uri)).toBe(path.replace(/\p{Cs}/gu, "\ufffd"));
      expect(new URL(uri, "https://root.example/a/").host).toBe("root.example");
    }),
  );
});
