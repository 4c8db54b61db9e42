import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Corpus } from "../../bench/corpus.ts";
import { gitRepository } from "../../bench/gitRepository.ts";
import { randomEdits } from "../../bench/randomEdits.ts";
import { seeded } from "../../faults/random.ts";

const MODULES = ["src/a/__init__.py", "src/a/core.py", "src/a/other.py", "tests/test_core.py", "tests/test_more.py"];
const CORPUS: Corpus = {
  ...{ name: "own", title: "Own", targets: ["src", "tests"], aims: {}, slowRuns: 1 },
  ...{ leaf: "tests/test_core.py", core: "src/a/core.py" },
};
const folder = mkdtempSync(join(tmpdir(), "drydock-edits-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function repository(name: string): Promise<string> {
  const root = join(folder, name);
  for (const path of ["src/a", "tests"]) mkdirSync(join(root, path), { recursive: true });
  for (const path of MODULES) writeFileSync(join(root, path), `"""A module."""\n\nNAME = "${path}"\n`);
  await gitRepository(root);
  return root;
}

function content(root: string): string {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.(pyi?|pylintrc)$/.test(path),
  );
  return paths
    .sort()
    .map((path) => `${path}: ${readFileSync(join(root, path), "latin1")}`)
    .join("\n");
}

test("a seed repeats the edits, and another seed makes others", async () => {
  const made = async (name: string, seed: number) => {
    const root = await repository(name);
    const edit = randomEdits(root, CORPUS, seeded(seed));
    const said: string[] = [];
    for (let step = 0; step < 25; step += 1) said.push(await edit());
    return { said, content: content(root) };
  };
  const one = await made("one", 5);
  expect(await made("two", 5)).toEqual(one);
  expect((await made("three", 6)).said).not.toEqual(one.said);
});

test("each kind of edit comes before one comes again, and changes the tree", async () => {
  const root = await repository("kinds");
  const edit = randomEdits(root, CORPUS, seeded(1));
  const kinds = new Set<string>();
  for (let step = 0; step < 150; step += 1) {
    const before = content(root);
    const [kind = ""] = (await edit()).split(": ");
    kinds.add(kind);
    if (kind !== "all undone") expect(content(root), kind).not.toBe(before);
  }
  expect([...kinds].sort()).toEqual(
    expect.arrayContaining([
      ...[
        "all undone",
        "code in a core module",
        "code in a leaf",
        "comment at the end",
        "comment at the top",
        "config",
      ],
      ...["copied", "deleted", "new file", "new import", "renamed", "syntax error", "syntax error mended"],
    ]),
  );
});
