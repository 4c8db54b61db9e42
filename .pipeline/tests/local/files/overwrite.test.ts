import { hash } from "node:crypto";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isBetween, overwrite, restore, type Write } from "../../../local/files/overwrite.ts";
import { plant, scratch } from "./scratch.ts";

const LONG = "a text that is longer than the other one\n";
const SHORT = "a text\n";

/** A file to be written over, and a staging folder as writeBack.ts makes it. */
function job(before: string, content: string) {
  const folder = plant(scratch(), { "a.py": before, "staging/0.fixed": content });
  const prepared = {
    path: "a.py",
    real: join(folder, "a.py"),
    temporary: join(folder, "staging/0.fixed"),
    content: Buffer.from(content),
    expected: hash("sha256", before, "hex"),
    inPlace: true,
  };
  return {
    prepared,
    now: () => readFileSync(prepared.real, "utf8"),
    staging: () => readdirSync(join(folder, "staging")),
  };
}

/** Takes so many bytes, a few at a time, and has no space then; for good, or until it has refused so often. */
function full(room: number, refusals = Number.POSITIVE_INFINITY, meanwhile = () => {}): Write {
  let left = room;
  let refused = 0;
  return (file, bytes, from, length, at) => {
    if (left === 0 && refused < refusals) {
      refused += 1;
      meanwhile();
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    }
    const part = refused > 0 && refused >= refusals ? length : Math.min(length, left, 3);
    left = Math.max(0, left - part);
    return writeSync(file, bytes, from, part, at);
  };
}

test.each([
  [SHORT, LONG],
  [LONG, SHORT],
])("%j becomes %j in the same file, and nothing is left beside the new content", (before, content) => {
  const { prepared, now, staging } = job(before, content);
  const { ino } = statSync(prepared.real);
  expect(overwrite(prepared)).toEqual({ done: "written" });
  expect([now(), statSync(prepared.real).ino, staging()]).toEqual([content, ino, ["0.fixed"]]);
});

test("what a file grows by is written first: a disk that is full is found before a byte is written over", () => {
  const { prepared } = job(SHORT, LONG);
  const places: number[] = [];
  overwrite(prepared, (file, bytes, from, length, at) => {
    places.push(at);
    return writeSync(file, bytes, from, length, at);
  });
  expect(places).toEqual([SHORT.length, 0]);
});

test.each([
  [SHORT, LONG],
  [LONG, SHORT],
])("a disk that is full at any byte from %j to %j costs nothing", (before, content) => {
  for (let room = 0; room < content.length; room += 1) {
    const { prepared, now } = job(before, content);
    const result = overwrite(prepared, full(room, 1));
    expect(result).toMatchObject({ done: "failed", error: { code: "ENOSPC" } });
    expect(result).not.toHaveProperty("kept");
    expect(now()).toBe(before);
  }
});

test("where the file can't be mended either, its content from before is kept and named", () => {
  const { prepared, now } = job(LONG, "A TEXT THAT IS LONGER THAN THE OTHER ONE\n");
  const result = overwrite(prepared, full(7));
  const kept = result.done === "failed" ? (result.kept ?? "") : "";
  expect(now()).toBe("A TEXT that is longer than the other one\n");
  expect(readFileSync(kept, "utf8")).toBe(LONG);
});

test("recovery never overwrites what was saved in the meantime", () => {
  const { prepared, now } = job(LONG, SHORT);
  const result = overwrite(
    prepared,
    full(3, 1, () => writeFileSync(prepared.real, "mine")),
  );
  expect(result).toMatchObject({ done: "failed", kept: expect.stringMatching(/0\.original$/) });
  expect(now()).toBe("mine");
});

test("a file that is not what was fixed is left alone", () => {
  const { prepared, now } = job(LONG, SHORT);
  expect(overwrite({ ...prepared, expected: "another" })).toEqual({ done: "changed" });
  expect(now()).toBe(LONG);
});

test("each state that writing or mending can be broken off in is known and mended; no other is touched", () => {
  const file = join(scratch(), "file");
  const text = fc.stringMatching(/^[ab]{0,12}$/);
  const property = fc.property(text, text, fc.nat(12), fc.nat(12), (before, fixed, first, second) => {
    const [old, fresh] = [Buffer.from(before), Buffer.from(fixed)];
    // Broken off while writing, then while mending.
    const state = Buffer.from(before.length < fixed.length ? before + fixed.slice(before.length) : before);
    fresh.copy(state, 0, 0, Math.min(first, fresh.length));
    old.copy(state, 0, 0, Math.min(second, first, old.length));
    expect(isBetween(state, old, fresh)).toBe(true);
    writeFileSync(file, state);
    const open = openSync(file, "r+");
    expect(restore(open, old, fresh)).toBe(true);
    expect(readFileSync(file, "utf8")).toBe(before);
    writeFileSync(file, `${before}x`);
    expect(restore(open, old, fresh)).toBe(false);
    closeSync(open);
    expect(readFileSync(file, "utf8")).toBe(`${before}x`);
  });
  fc.assert(property);
  expect(existsSync(file)).toBe(true);
});
