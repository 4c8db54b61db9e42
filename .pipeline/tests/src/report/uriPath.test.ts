import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeName, osPath } from "../../../local/tree/pathName.ts";
import { uriPath } from "../../../src/report/uriPath.ts";
import { anyText } from "../../support/anyRun.ts";

/** A string of a character per byte. */
const percentDecoded = (uri: string) =>
  uri.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

test.each([
  ["src/main.py", "src/main.py"],
  ["src/a b/ä.py", "src/a%20b/%C3%A4.py"],
  ["c:/x.py", "c%3A/x.py"],
  ["a?b#c'd", "a%3Fb%23c%27d"],
  ["//evil.example/x", "%2F%2Fevil.example/x"],
  ["half\ud800.py", "half%EF%BF%BD.py"],
  ["half\udc7f.py", "half%EF%BF%BD.py"],
  ["latin\udce9\udc80/\udcff.py", "latin%E9%80/%FF.py"],
])("%j is %s", (path, uri) => {
  expect(uriPath(path)).toBe(uri);
});

test("the URI of a name that is no UTF-8 stands for the bytes of the file's name", () => {
  const bytes = fc.uint8Array({ maxLength: 12 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(bytes, (name) => {
      expect(Buffer.from(percentDecoded(uriPath(decodeName(name))), "latin1")).toEqual(name);
    }),
  );
});

test("whatever a path holds, its characters come back and it leads to no other host", () => {
  fc.assert(
    fc.property(anyText, (path) => {
      const uri = uriPath(path);
      const bytes = osPath(path.replace(/(?![\udc80-\udcff])\p{Cs}/gu, "\ufffd"));
      expect(Buffer.from(percentDecoded(uri), "latin1")).toEqual(Buffer.from(bytes as string));
      expect(new URL(uri, "https://root.example/a/").host).toBe("root.example");
    }),
  );
});
