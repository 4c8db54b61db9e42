import { createHash } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { configFolder } from "../../../local/project/configFolder.ts";
import { testFolder } from "../../support/testFolder.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test("a file is its bytes and their digest, and a missing one is neither", () => {
  const { content, digest } = configFolder(testFolder({ "mypy.ini": "[mypy]\n" }));
  expect(content("mypy.ini")).toEqual(Buffer.from("[mypy]\n"));
  expect(digest("mypy.ini")).toBe(sha256("[mypy]\n"));
  expect(content("black.toml")).toBeUndefined();
  expect(digest("black.toml")).toBeNull();
});

test("a file stays as it was when it was first asked for, so that key and tool see the same", () => {
  const folder = testFolder({ "mypy.ini": "old", "black.toml": "old" });
  const { content, digest } = configFolder(folder);
  expect(digest("mypy.ini")).toBe(sha256("old"));
  expect(digest(".pylintrc")).toBeNull();
  writeFileSync(join(folder, "mypy.ini"), "new");
  writeFileSync(join(folder, ".pylintrc"), "new");
  expect(content("mypy.ini")).toEqual(Buffer.from("old"));
  expect(content(".pylintrc")).toBeUndefined();
  rmSync(join(folder, "mypy.ini"));
  expect(digest("mypy.ini")).toBe(sha256("old"));
});

test("a file that can't be read is broken, and says which and what to do", () => {
  const folder = testFolder({ "mypy.ini/": "" });
  const message = expect.stringContaining(`The config file ${join(folder, "mypy.ini")} can't be read: EISDIR`);
  expect(() => configFolder(folder).digest("mypy.ini")).toThrow(
    expect.objectContaining({ kind: "broken", message, hint: expect.stringMatching(/\w/) }),
  );
});
