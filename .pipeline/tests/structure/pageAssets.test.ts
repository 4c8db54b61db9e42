import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SCRIPT, STYLE } from "../../src/report/html/pageAssets.ts";
import { PIPELINE } from "../support/sourceFiles.ts";

test("the script and style in the core are what .pipeline/page makes", () => {
  const check = () =>
    execFileSync(process.execPath, ["page.mjs", "--check"], { cwd: join(PIPELINE, ".."), encoding: "utf8" });
  expect(check).not.toThrow();
});

test("neither ends its element, nor asks for anything from elsewhere", () => {
  for (const text of [STYLE, SCRIPT]) expect(text).not.toMatch(/<\/(?:script|style)|<!--|@import|url\(|https?:\/\/\w/i);
  expect(SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function/);
});

test("no file of the style has more than 250 lines", () => {
  const folder = join(PIPELINE, "page", "style");
  for (const name of readdirSync(folder)) {
    expect({ name, short: readFileSync(join(folder, name), "utf8").split("\n").length <= 250 }).toEqual({
      name,
      short: true,
    });
  }
});
