import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeName, osPath } from "../../../local/files/paths.ts";

const bytes = fc.uint8Array({ minLength: 1, maxLength: 12 }).map((array) => Buffer.from(array));

test("any bytes come back from their name", () => {
  fc.assert(fc.property(bytes, (name) => Buffer.from(osPath(decodeName(name))).equals(name)));
});

test("UTF-8 names are read as they are", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (name) => decodeName(Buffer.from(name)) === name));
});

test("an invalid byte between valid characters is decoded separately", () => {
  expect(decodeName(Buffer.from([0x61, 0xff, 0xc3, 0xa9, 0xe2, 0x82]))).toBe("a\udcff\u00e9\udce2\udc82");
});
