import { expect, test } from "vitest";
import type { TextOptions } from "../../../../src/report/text/options.ts";
import { PLAIN } from "../../../../src/report/text/style.ts";
import { width } from "../../../../src/report/text/wrap.ts";
import { renderText } from "../../../../src/report/text.ts";
import { linesOfPoor, recordedRun } from "../../../support/recordedRun.ts";

const next = { fix: "drydock fix", all: "drydock report --open" };
const terminal = (columns: number): TextOptions => ({ width: columns, lines: linesOfPoor, limit: 10, next });

// Pictures of a terminal, to be read: a few findings with their source, and many in lines.
for (const columns of [40, 80, 120]) {
  test.each([
    ["few", "findings"],
    ["many", "odd-names"],
  ])(`a terminal of ${columns} columns shows %s findings`, async (name, scenario) => {
    const text = renderText(recordedRun(scenario), PLAIN, terminal(columns));
    await expect(text).toMatchFileSnapshot(`../../../fixtures/report/terminal-${name}-${columns}.txt`);
    expect(text.split("\n").filter((line) => width(line) > columns)).toEqual([]);
  });
}

test("what is asked for is shown, however many there are", () => {
  const concise = renderText(recordedRun("findings"), PLAIN, { ...terminal(80), output: "concise", statistics: true });
  expect(concise).not.toContain("^");
  expect(concise).toContain("\n  2:8   error    `os` imported but unused  F401 (ruff), unused-import (lint)\n");
  expect(concise).toContain("\nRules\n  1  F401 (ruff)                    can be fixed\n");
  const full = renderText(recordedRun("odd-names"), PLAIN, { ...terminal(80), output: "full", limit: 3 });
  expect(full.match(/-->/g)).toHaveLength(3);
});

test("a rule and a place are links in a terminal that knows them, also where a line is wrapped", () => {
  const style = { ...PLAIN, link: (text: string, url: string) => `<${url}>${text}</>` };
  const placeUrl = (path: string, line: number) => `file:///app/${path}#${line}`;
  const full = renderText(recordedRun("findings"), style, { ...terminal(80), placeUrl });
  expect(full).toContain("\n<https://docs.astral.sh/ruff/rules/unused-import>F401</> `os` imported but unused\n");
  expect(full).toContain("\n --> <file:///app/src/pkg/poor.py#2>src/pkg/poor.py:2:8</>  error (ruff)\n");
  const concise = renderText(recordedRun("findings"), style, { ...terminal(80), placeUrl, output: "concise" });
  expect(concise).toContain("\n  <file:///app/src/pkg/poor.py#2>2:8</>   error    `os` imported");
});
