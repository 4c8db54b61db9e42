import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { folderOf } from "../../../src/dagger/writtenFolder.ts";
import { type Engine, withEngine } from "../../support/daggerModule.ts";
import { takenFolder } from "../../support/takenFolder.ts";

const FILES = new Map([
  ["index.html", "<p>\u00e9\u2028</p>\n"],
  ["report.json", ""],
]);
const asId = (engine: Engine) => withEngine(engine, async () => (await folderOf(FILES)).id());

/** Whether the folder that the engine was asked to take is still there. Other tests have folders beside it. */
function isLeft(asked: readonly { readonly chain: readonly string[] }[]): boolean {
  const [folder] = asked.flatMap(
    ({ chain }) => /^workdir\(path: "(drydock-[^"]+)"\)$/.exec(chain.at(-1) ?? "")?.[1] ?? [],
  );
  if (folder === undefined) throw new Error("no folder was handed over");
  return existsSync(folder);
}

test("files are handed over as a folder of the module's working directory, and their text is in no query", async () => {
  const taken: unknown[] = [];
  const first: Engine["first"] = (asked) => {
    const files = takenFolder(asked);
    if (files !== undefined) taken.push(files);
    return undefined;
  };
  const { asked, identified, error } = await asId({ first });
  expect(error).toBeUndefined();
  expect(taken).toEqual([FILES]);
  const queries = JSON.stringify([asked, identified]);
  expect(queries).toContain("currentModule");
  expect(queries).not.toMatch(/withNewFile|<p>/);
  expect(isLeft(asked)).toBe(false);
});

test("each call has a folder of its own, since the engine keeps what it once took from a path", async () => {
  const { asked } = await withEngine({}, async () => [await folderOf(FILES), await folderOf(new Map())]);
  const [one, other] = asked.map(({ chain }) => chain.at(-1));
  expect(one).toMatch(/^workdir\(path: "drydock-/);
  expect(other).not.toBe(one);
});

test("where the engine takes no such folder, the files are in the query instead", async () => {
  const first: Engine["first"] = ({ chain }) => (chain[0] === "currentModule" ? { error: "no workdir" } : undefined);
  const { asked, identified, error } = await asId({ first });
  expect(error).toBeUndefined();
  const written = [...FILES].map(([name, text]) => `withNewFile(path: "${name}",contents: ${JSON.stringify(text)})`);
  expect(identified.at(-1)).toEqual(["directory", ...written]);
  expect(isLeft(asked)).toBe(false);
});
