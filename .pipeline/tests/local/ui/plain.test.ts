import { expect, test } from "vitest";
import { plainUi } from "../../../local/ui/plain.ts";
import { PLAIN } from "../../../src/report/text/style.ts";
import { recordingScreen } from "../../support/recordingScreen.ts";
import { eventsOf, RICH_RUN, sampleResult } from "../../support/sampleRun.ts";

test("a line when something is prepared, when a check is over, and for each notice", () => {
  const screen = recordingScreen(false);
  const ui = plainUi(screen, PLAIN, false);
  for (const event of eventsOf(RICH_RUN)) ui.on(event);
  expect(screen.written()).toMatchInlineSnapshot(`
    "lint       preparing  the environment of pylint
    notice     Python 3.13 cannot be had here; the tools ran with 3.12.
    lint       failed   1 failing finding, 1 note  9.8 s
    format     passed   no findings  0.4 s
    typecheck  broken   mypy does not take its config .config/mypy.ini:  0.3 s
    ruff       failed   2 failing findings  cached
    test       skipped  There is no test in src.
    "
  `);
});

test("the number of files that a tool looked at is next to its findings", () => {
  const screen = recordingScreen(false);
  const ui = plainUi(screen, PLAIN, false);
  ui.on({ type: "check-finished", result: sampleResult({ check: "ruff", verdict: "passed", files: 12 }) });
  expect(screen.written()).toBe("ruff  passed   no findings in 12 files  1.0 s\n");
});

test("verbose adds a line when a check starts", () => {
  const screen = recordingScreen(false);
  const ui = plainUi(screen, PLAIN, true);
  for (const event of eventsOf(RICH_RUN)) ui.on(event);
  expect(screen.written().match(/^\w+ +started$/gm)).toEqual([
    "lint       started",
    "format     started",
    "typecheck  started",
    "ruff       started",
    "test       started",
  ]);
});

test("a notice or an environment's name can't steer the terminal", () => {
  const screen = recordingScreen(false);
  const ui = plainUi(screen, PLAIN, false);
  ui.on({ type: "notice", message: "a\x1b[2Jb\nc" });
  ui.on({ type: "preparing", check: "lint", what: "\x9b2J" });
  expect(screen.written()).toBe("notice  a\\x1b[2Jb\\nc\nlint  preparing  \\x9b2J\n");
});
