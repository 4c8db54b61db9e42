import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { treeOf } from "../../support/treeOf.ts";
import { plant, scratch } from "./scratch.ts";

/** A tree in a folder `src` of its own, with links: path to target. */
function linked(links: Readonly<Record<string, string>>): string {
  const root = plant(join(scratch(), "src"), { "a/one.py": "1", "b/two.py": "2", "venv/x.py": "", "..dots/x.py": "" });
  plant(join(root, ".."), { "outside/o.py": "o" });
  for (const [path, target] of Object.entries(links)) symlinkSync(target.replace("{root}", root), join(root, path));
  return root;
}

test("links within the tree are kept as links", async () => {
  const links = {
    "a/file.py": "../b/two.py",
    "a/folder": "../b",
    chain: "a/folder/two.py",
    dots: "..dots",
    odd: "./a//../b/./two.py",
    twice: "chain",
  };
  const tree = await treeOf(linked(links));
  expect(tree.notices).toEqual([]);
  const kept = [...tree.entries].flatMap(([path, entry]) => (entry.kind === "link" ? [[path, entry.target]] : []));
  expect(Object.fromEntries(kept)).toEqual(links);
});

test.each([
  ["/etc/hostname", "an absolute path, which would point elsewhere in a copy or container"],
  ["../outside", "outside the repository"],
  ["../src/a/one.py", "outside the repository"],
  ["nowhere.py", "which does not exist"],
  ["a/one.py/x", "which does not exist"],
  ["a/one.py/../one.py", "which does not exist"],
  ["venv/x.py", "which is empty or excluded"],
])("a link to %s is left out, and a notice says why", async (target, why) => {
  const tree = await treeOf(linked({ link: target, second: "link" }), ["**/venv"]);
  expect([...tree.entries.keys()]).not.toContain("link");
  expect([...tree.entries.keys()]).not.toContain("second");
  expect(tree.notices[0]).toBe(`'link' is excluded: it is a symbolic link to '${target}', ${why}.`);
  expect(tree.notices).toHaveLength(2);
});

test("links to folders that hold nothing of the tree go, also one after the other", async () => {
  const root = linked({ x: "empty", y: "x/../a/one.py", z: "only/links" });
  mkdirSync(join(root, "empty"));
  mkdirSync(join(root, "only/links"), { recursive: true });
  symlinkSync("../../empty", join(root, "only/links/l"));
  const tree = await treeOf(root, ["**/venv"]);
  expect([...tree.entries.keys()]).toEqual(["..dots/x.py", "a/one.py", "b/two.py"]);
  expect(tree.notices.map((notice) => notice.split(" ")[0])).toEqual(["'only/links/l'", "'x'", "'y'", "'z'"]);
});

test.each([
  ["to itself", { link: "link" }, "link"],
  ["to its own folder", { "a/link": "." }, "a/link"],
  ["to the folder above", { "a/link": ".." }, "a/link"],
  ["to the root", { "a/link": "../../src/" }, "a/link"],
  ["out to a folder that holds the root", { "a/link": "../.." }, "a/link"],
  ["to the root by its absolute path", { "a/link": "{root}" }, "a/link"],
  ["to itself by its absolute path", { link: "{root}/link" }, "link"],
  ["into a circle of two links", { "a/x": "../b", "b/y": "../a" }, "a/x"],
  ["into a circle of two file links", { x: "y", y: "x" }, "x"],
  ["through another link that loops", { "a/self": "self", "b/z": "../a/self/f" }, "a/self"],
])("a link %s is a loop and named", async (_, links, name) => {
  const loop = {
    kind: "broken",
    message: expect.stringMatching(new RegExp(`^The symbolic link '${name}' to .* is a loop`)),
  };
  await expect(treeOf(linked(links))).rejects.toMatchObject(loop);
});

test("two links to one folder, and links that only lead on, are no loop", async () => {
  const tree = await treeOf(linked({ x: "a", y: "a", "a/z": "../b" }));
  expect(tree.entries.size).toBe(7);
});

test("a row of links that is too long for any tool is a loop", async () => {
  const links = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`l${index}`, `l${index + 1}`]));
  await expect(treeOf(linked({ ...links, l60: "a" }))).rejects.toMatchObject({ kind: "broken" });
});

test("a loop outside of what is checked is left out with what leads into it, and stops nothing", async () => {
  const root = linked({ "b/self.py": "self.py", "b/x": "../b", "to.py": "b/self.py" });
  const checks = (path: string) => path.startsWith("a/");
  const tree = await treeOf(root, [], { reads: () => true, checks });
  expect([...tree.entries.keys()]).toEqual(["..dots/x.py", "a/one.py", "b/two.py", "venv/x.py"]);
  expect(tree.notices).toEqual([
    expect.stringMatching(/^The symbolic link 'b\/self\.py' to 'self\.py' is a loop/),
    expect.stringMatching(/^'to\.py' is excluded/),
  ]);
});

test("an ignored link is not followed into a loop", async () => {
  const tree = await treeOf(linked({ "a/link": ".." }), ["a/link"]);
  expect(tree.entries.size).toBe(4);
});
