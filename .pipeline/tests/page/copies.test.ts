import { expect, test } from "vitest";
import { copiesOf } from "../../page/copies.ts";
import type { Item } from "../../page/items.ts";
import type { Fix } from "../../src/model.ts";
import { sampleFinding } from "../support/sampleRun.ts";

const FIX: Fix = { safe: true, edits: [] };
const item = (over: Partial<Item>): Item => ({
  ...sampleFinding(),
  ...{ id: 0, fingerprint: "0123456789ab", title: "", verdict: "failed", kind: "failing", words: "" },
  ...over,
});
const copy = (what: string, over: Partial<Item>) =>
  copiesOf(item(over), "https://ci.example/index.html#q=x").find((one) => one.what === what)?.text;

test.each([
  ["lint", "unused-import", "# pylint: disable=unused-import"],
  ["typecheck", "arg-type", "# type: ignore[arg-type]"],
  ["ruff", "F401", "# noqa: F401"],
  ["ruff", "unformatted", "# fmt: skip"],
  ["format", "unformatted", "# fmt: skip"],
  ["hadolint", "DL3008", "# hadolint ignore=DL3008"],
])("%s is silenced about %s by its own comment", (check, rule, comment) => {
  expect(copy("Suppression", { check, rule })).toBe(comment);
});

test("no comment is offered that silences nothing, or more than its finding", () => {
  const loud: readonly Partial<Item>[] = [
    ...[
      { check: "test", rule: "failed" },
      { check: "phplint", rule: "syntax" },
      { check: "ruff", rule: "E902" },
    ],
    ...[
      { check: "ruff", rule: "invalid-syntax" },
      { check: "typecheck", rule: "syntax" },
    ],
    ...[
      { rule: "F401\nimport evil" },
      { rule: "a, b" },
      { rule: "" },
      { kind: "fixed" as const },
      { check: "constructor" },
    ],
  ];
  expect(loud.map((over) => copy("Suppression", over))).toEqual(loud.map(() => undefined));
});

test("the command names the file, quoted for a shell; none for what a fix does not mend", () => {
  expect(copy("Fix", { fix: FIX })).toBe("drydock fix src/main.py");
  expect(copy("Fix", { fix: FIX, path: "a b$(x)'.py" })).toBe("drydock fix 'a b$(x)'\\''.py'");
  expect(copy("Fix", { fix: FIX, path: "-x.py" })).toBe("drydock fix ./-x.py");
  for (const over of [{}, { fix: { ...FIX, safe: false } }, { fix: FIX, path: "a\n.py" }]) {
    expect(copy("Fix", over)).toBeUndefined();
  }
});

test("the place is on one line, and the link leads to the finding alone", () => {
  expect(copy("Place", { path: "a\n.py", line: 3, column: 4 })).toBe("a\\n.py:3:4");
  expect(copy("Link", {})).toBe("https://ci.example/index.html#finding-0123456789ab");
});
