import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sha256 } from "../../../src/report/sha256.ts";

const nodes = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

test("the words of the standard have the hashes of the standard", () => {
  expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("it is Node's SHA-256 of any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      expect(sha256(text)).toBe(nodes(text));
    }),
    { numRuns: 300 },
  );
});

test("it is Node's where blocks end, and of megabytes", () => {
  for (let length = 50; length < 200; length += 1) expect(sha256("x".repeat(length))).toBe(nodes("x".repeat(length)));
  const long = "äöü😀\ud800".repeat(150_000);
  expect(sha256(long)).toBe(nodes(long));
});
