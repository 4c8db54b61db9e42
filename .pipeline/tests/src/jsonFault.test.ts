import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonFault } from "../../src/jsonFault.ts";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("jsonFault", () => {
  it.each([
    ["", 1, 1],
    ["{", 1, 2],
    ["{ 'a': 1 }", 1, 3],
    ['{"a": 1,\n "b" 2}', 2, 6],
    ['{"a": [1, 2,]}', 1, 13],
    ['{"a": 01}', 1, 8],
    ['{"a": "\\x"}', 1, 7],
    ['{"a": "b\nc"}', 1, 7],
    ["{}\n// done", 2, 1],
    ['{"a": tru}', 1, 7],
  ])("finds where %j goes wrong", (text, line, column) => {
    expect(jsonFault(text)).toEqual({ line, column });
  });

  it("has nothing to say on JSON", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(9), (text, indent) => {
        expect(jsonFault(` ${JSON.stringify(JSON.parse(text), null, indent)}\n`)).toBeUndefined();
      }),
    );
  });

  it("agrees with JSON.parse on damaged JSON", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom("", ",", '"', "}", "1", "\\"), (text, place, scrap) => {
        const at = place % (text.length + 1);
        const damaged = text.slice(0, at) + scrap + text.slice(at + 1);
        expect(jsonFault(damaged) === undefined).toBe(isJson(damaged));
      }),
    );
  });
});
