import { chmodSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hostProgram } from "../../../local/environment/hostProgram.ts";
import type { ImageTool } from "../../../src/tools.ts";
import { testFolder } from "../../support/testFolder.ts";

const TOOL: ImageTool = {
  kind: "image",
  image: "php:1.2.3",
  program: "php",
  ask: ["-r", "who are you"],
  version: "8.4",
  oldest: "8.0",
  install: "Install PHP",
};

/** Looks for php in these folders; each holds a shell script of that name. */
async function find(scripts: Readonly<Record<string, string>>, path: (folder: string) => string) {
  const files = Object.entries(scripts).map(([name, script]) => [`${name}/php`, `#!/bin/sh\n${script}\n`]);
  const folder = testFolder(Object.fromEntries(files));
  for (const name of Object.keys(scripts)) chmodSync(join(folder, name, "php"), name === "plain" ? 0o644 : 0o755);
  const found = hostProgram(TOOL, { PATH: path(folder), MINE: "mine" }, new AbortController().signal);
  return { folder, found: await found.catch((error: unknown) => error) };
}

const tells = (version: string, itself = "$0") => `printf 'drydock-tool\\t${version}\\t%s\\n' "${itself}"`;

test("the first program of the name on PATH is asked for its version and its own path", async () => {
  const { folder, found } = await find(
    { plain: tells("8.1.1"), one: tells("8.2.36", "/opt/php 8/bin/php8.2"), two: tells("8.3.1") },
    (at) => `${at}/none:${at}/plain:${at}/one:${at}/two`,
  );
  expect(found).toEqual({ version: "8.2.36", path: "/opt/php 8/bin/php8.2" });
  expect(folder).not.toBe("");
});

test("it is asked with the user's variables, from a folder that no version manager knows, whatever else it says", async () => {
  const script = 'echo noise; printf "drydock-tool\\t8.%s.0\\t/%s\\n" "$([ "$MINE" = mine ] && echo 7)" "$PWD$2"';
  const { found } = await find({ one: script }, (at) => `${at}/one`);
  expect(found).toEqual({ version: "8.7.0", path: "//who are you" });
});

test.each<[string, Readonly<Record<string, string>>, (folder: string) => string, RegExp]>([
  ["that is nowhere", {}, (at) => at, /^The program php is needed, and there is none on PATH\.$/],
  ["on a PATH of relative folders", { one: tells("8.2.0") }, () => "one:.", /there is none on PATH/],
  ["that no one may run", { plain: tells("8.2.0") }, (at) => `${at}/plain`, /there is none on PATH/],
  ["that fails", { one: `${tells("8.2.0")}; exit 1` }, (at) => `${at}/one`, /one\/php does not tell its version/],
  ["that is another", { one: "echo usage" }, (at) => `${at}/one`, /one\/php does not tell its version/],
  [
    "that is too old",
    { one: tells("7.4.33") },
    (at) => `${at}/one`,
    /one\/php is version 7\.4\.33, and 8\.0 is the oldest/,
  ],
])("a program %s is broken, with what to do", async (_, scripts, path, message) => {
  const { found } = await find(scripts, path);
  expect(found).toMatchObject({
    kind: "broken",
    message: expect.stringMatching(message),
    hint: 'Install PHP, use the Dagger engine, which brings its own, or leave the check out of "checks" in drydock.json.',
  });
});

test("versions are compared by their numbers", async () => {
  expect((await find({ one: tells("10.0.1") }, (at) => `${at}/one`)).found).toMatchObject({ version: "10.0.1" });
});
