import { expect, test, vi } from "vitest";
import { chooseUi, type UiOptions } from "../../../local/ui/chooseUi.ts";
import { recordingScreen } from "../../support/recordingScreen.ts";
import { eventsOf, RICH_RUN } from "../../support/sampleRun.ts";

const HIDE_CURSOR = "\x1b[?25l";

test.each<
  [string, Partial<UiOptions> & { readonly tty?: boolean; readonly columns?: number }, "live" | "plain" | "silent"]
>([
  ["a terminal is live", {}, "live"],
  ["a pipe is plain", { tty: false }, "plain"],
  ["a terminal in CI is plain", { env: { CI: "true" } }, "plain"],
  ["CI=false is no CI", { env: { CI: "false" } }, "live"],
  ["a dumb terminal is plain", { env: { TERM: "dumb" } }, "plain"],
  ["a terminal of no known size is plain", { columns: 0 }, "plain"],
  ["quiet is silent on a terminal", { quiet: true }, "silent"],
  ["quiet is silent in a pipe", { quiet: true, tty: false }, "silent"],
])("%s", async (_, { tty = true, columns = 100, ...over }, kind) => {
  const screen = { ...recordingScreen(tty), columns };
  const ui = chooseUi({ screen, env: {}, quiet: false, verbose: false, color: "never", ...over });
  const events = eventsOf(RICH_RUN);
  for (const event of kind === "live" ? events.slice(0, 1) : events) ui.on(event);
  if (kind === "live") await vi.waitFor(() => expect(screen.written()).toContain(HIDE_CURSOR), { timeout: 5000 });
  else expect(screen.written() === "").toBe(kind === "silent");
  ui.close();
  expect(screen.written().includes(HIDE_CURSOR)).toBe(kind === "live");
});

test("the console of Linux, whose font is small, is drawn on in ASCII", async () => {
  const screen = recordingScreen(true);
  const ui = chooseUi({ screen, env: { TERM: "linux" }, quiet: false, verbose: false, color: "never" });
  ui.on({ type: "run-started", checks: [{ check: "lint", title: "Pylint" }] });
  await vi.waitFor(() => expect(screen.visible()).toEqual([expect.stringMatching(/^[-\\|/] lint/)]), { timeout: 5000 });
  ui.close();
});

test("colour follows --color", () => {
  const screen = recordingScreen(false);
  const ui = chooseUi({ screen, env: {}, quiet: false, verbose: false, color: "always" });
  for (const event of eventsOf(RICH_RUN)) ui.on(event);
  expect(screen.written()).toContain("\x1b[31mbroken \x1b[39m");
});

test("a screen that throws is no longer used, and the run continues", async () => {
  let calls = 0;
  const write = () => {
    calls += 1;
    throw new Error("gone");
  };
  const ui = chooseUi({ screen: { isTTY: false, write }, env: {}, quiet: false, verbose: true, color: "auto" });
  for (const event of eventsOf(RICH_RUN)) ui.on(event);
  ui.close();
  expect(calls).toBe(1);
});
