import { expect, test } from "vitest";
import { requireLineUrl } from "../../../src/report/requireLineUrl.ts";

test("an address with the path in it is taken as it is, and none says nothing", () => {
  const url = "https://gitlab.example/g/app/-/blob/main/{path}#L{line}";
  expect(requireLineUrl(url)).toBe(url);
  expect(requireLineUrl("")).toBeUndefined();
  expect(requireLineUrl(undefined)).toBeUndefined();
});

test.each(["javascript:alert(1)", "https://x.example/", "{path}", "https://x.example/{path}#L{line}#x"])(
  "%j leads to no line and is refused with an example",
  (template) => {
    expect(() => requireLineUrl(template)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("{path}") }),
    );
  },
);
