import { expect, test } from "vitest";
import type { Delivery } from "../../../local/cli/deliver.ts";
import type { CliOptions } from "../../../local/cli/options.ts";
import { NO_OPTIONS } from "../../../local/cli/setUp.ts";
import { textOptions } from "../../../local/cli/textOptions.ts";
import type { Tree } from "../../../local/files/readTree.ts";
import { sampleFinding } from "../../support/sampleRun.ts";
import { testFolder } from "../../support/testFolder.ts";

function optionsIn(root: string, given: Partial<CliOptions> = {}, out = { isTTY: true, columns: 80 }) {
  const entries = new Map([["a.py", { kind: "file" }]]) as unknown as Tree["entries"];
  const done = { project: { root }, tree: { entries } } as unknown as Pick<Delivery, "project" | "tree">;
  return textOptions(done, { ...NO_OPTIONS, ...given }, out, (path) => path);
}

test("text is as wide as a terminal, and in a pipe or a terminal of unknown size as long as it is", () => {
  expect(optionsIn("/r").width).toBe(80);
  expect(optionsIn("/r", {}, { isTTY: false, columns: 80 }).width).toBeUndefined();
  expect(optionsIn("/r", {}, { isTTY: true, columns: 0 }).width).toBeUndefined();
});

test("50 findings are shown at most, unless another number is asked for", () => {
  expect(optionsIn("/r").limit).toBe(50);
  expect(optionsIn("/r", { maxFindings: 3 }).limit).toBe(3);
});

test("a place leads to its file, or to where --line-url says", () => {
  expect(optionsIn("/r").placeUrl?.("a b/é\x1b.py", 3)).toBe("file:///r/a%20b/%C3%A9%1B.py");
  // A byte of its name is not UTF-8: no address leads there.
  expect(optionsIn("/r").placeUrl?.("a\udce9.py", 3)).toBeUndefined();
  const lineUrl = "https://git.example/{path}#L{line}";
  expect(optionsIn("/r", { lineUrl }).placeUrl?.("a b.py", 3)).toBe("https://git.example/a%20b.py#L3");
});

test("the source is read of checked files only", () => {
  const root = testFolder({ "a.py": "import os\n", "b.py": "import os\n" });
  const lines = optionsIn(root).lines?.(["a.py", "b.py"].map((path) => sampleFinding({ path })));
  expect([...(lines ?? [])].map(([path, known]) => [path, known.get(1)])).toEqual([["a.py", "import os"]]);
});
