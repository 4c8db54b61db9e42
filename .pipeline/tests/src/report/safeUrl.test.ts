import fc from "fast-check";
import { expect, test } from "vitest";
import { safeUrl } from "../../../src/report/safeUrl.ts";
import { anyText } from "../../support/anyRun.ts";

test.each([
  "https://docs.astral.sh/ruff/rules/unused-import",
  "http://localhost:8080/a_b/-/blob/main/src/a%20b.py?plain=1#L12-14",
  "https://mypy.readthedocs.io/en/stable/_refs.html#code-arg-type",
  "https://en.example/wiki/Lint_(software)",
  "https://[::1]:8443",
])("%s is an address", (url) => {
  expect(safeUrl(url)).toBe(url);
});

test.each([
  ...[
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "//evil.example",
    "/a",
    "",
    "https://",
    "https:/a",
  ],
  ...[
    " https://a.example",
    "https://a.example ",
    "https://a.example/\n",
    "https://a.example/\u202e",
    "https://ä.example",
  ],
  ...[
    'https://a.example/"',
    "https://a.example/'",
    "https://a.example/<b>",
    "https://a.example/`",
    "https://a.example/\\",
  ],
  ...[
    "https://a.example/[b]",
    "https://a.example/{b}",
    "https://a.example/|",
    "https://a.example/%",
    "https://a.example/%2",
  ],
  ...["https://good.example@evil.example/", "https://a.example/#b#c", "https://a.example:port/"],
])("%j is none", (url) => {
  expect(safeUrl(url)).toBeUndefined();
});

test("no address is none", () => {
  expect(safeUrl(undefined)).toBeUndefined();
});

test("whatever a tool gives as an address, what gets through is a web address", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        anyText,
        anyText.map((text) => `https://docs.example/${text}`),
        fc.webUrl(),
      ),
      (url) => {
        const safe = safeUrl(url);
        if (safe === undefined) return;
        expect(["http:", "https:"]).toContain(new URL(safe).protocol);
        expect(safe).toMatch(/^[!#-&(-;=?-Z_a-z~]+$/);
      },
    ),
  );
});
