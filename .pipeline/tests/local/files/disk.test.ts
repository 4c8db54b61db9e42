import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { discardFile, isThere, namesIn, replaceFile } from "../../../local/files/disk.ts";
import { codeOf } from "../../../local/files/failures.ts";
import { DrydockError } from "../../../src/errors.ts";
import { plant, scratch } from "./scratch.ts";

test("a file is replaced whole, with its folder made where there is none", () => {
  const file = join(scratch(), "new", "a.json");
  replaceFile(file, "one");
  replaceFile(file, "two");
  expect(readFileSync(file, "utf8")).toBe("two");
  expect(readdirSync(join(file, ".."))).toEqual(["a.json"]);
});

test("where a file can't be replaced nothing is left behind, and the error is the system's", () => {
  const folder = plant(scratch(), { "a.json/x": "" });
  expect(() => replaceFile(join(folder, "a.json"), "new")).toThrow(/EISDIR|ENOTEMPTY/);
  expect(readdirSync(folder)).toEqual(["a.json"]);
});

test("a temporary file that another program made is not overwritten", () => {
  const folder = plant(scratch(), { mine: "old" });
  symlinkSync("mine", join(folder, "temporary"));
  expect(() => replaceFile(join(folder, "a.json"), "new", join(folder, "temporary"))).toThrow("EEXIST");
  expect(readFileSync(join(folder, "mine"), "utf8")).toBe("old");
});

test("only a file is discarded: a folder may hold the only copy of something", () => {
  const folder = plant(scratch(), { file: "", "kept/original": "" });
  for (const name of ["file", "kept", "none"]) discardFile(join(folder, name));
  expect(readdirSync(folder)).toEqual(["kept"]);
  expect(existsSync(join(folder, "kept/original"))).toBe(true);
});

test("a link that leads nowhere is there, and what is below a file is not", () => {
  const folder = plant(scratch(), { file: "" });
  symlinkSync("nowhere", join(folder, "link"));
  expect(["file", "link", "none", "file/below"].map((name) => isThere(join(folder, name)))).toEqual([
    ...[true, true, false, false],
  ]);
});

test("a folder that is none holds no names", () => {
  const folder = scratch();
  mkdirSync(join(folder, "sub"));
  writeFileSync(join(folder, "file"), "");
  expect([folder, join(folder, "file"), join(folder, "none")].map(namesIn)).toEqual([["file", "sub"], [], []]);
});

test("the code of an error is that of the system call behind it", () => {
  const full = Object.assign(new Error("write failed"), { code: "ENOSPC" });
  expect(codeOf(new DrydockError("broken", "Cannot copy.", "", full))).toBe("ENOSPC");
  expect([codeOf(new Error("other")), codeOf("text"), codeOf(undefined)]).toEqual(["", "", ""]);
});
