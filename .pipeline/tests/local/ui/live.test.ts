import { expect, test, vi } from "vitest";
import { liveUi } from "../../../local/ui/live.ts";
import { PLAIN } from "../../../src/report/text/style.ts";
import { recordingScreen } from "../../support/recordingScreen.ts";
import { eventsOf, RICH_RUN, sampleResult } from "../../support/sampleRun.ts";

const CHECKS = ["lint", "typecheck", "ruff"].map((check) => ({ check, title: check }));

/** A live UI on a recording screen whose clock is moved by hand; `sees` waits until the screen shows these lines. */
function openLive() {
  const screen = recordingScreen(true);
  let clock = 0;
  const ui = liveUi(screen, PLAIN, { now: () => clock, delayMs: 0 });
  const rows = () => screen.visible().map((line) => line.replace(/^\S+ /, ""));
  return {
    screen,
    ui,
    at: (milliseconds: number) => {
      clock = milliseconds;
    },
    sees: (...lines: readonly string[]) =>
      vi.waitFor(() => expect(rows()).toEqual(lines), { timeout: 5000, interval: 20 }),
  };
}

test("each check has a line that says what happens to it, with the seconds ticking", async () => {
  const { ui, at, sees } = openLive();
  ui.on({ type: "run-started", checks: CHECKS });
  await sees("lint       waiting", "typecheck  waiting", "ruff       waiting");
  ui.on({ type: "check-started", check: "lint" });
  ui.on({ type: "preparing", check: "typecheck", what: "the environment of mypy" });
  ui.on({ type: "check-finished", result: sampleResult({ check: "ruff", verdict: "passed", cached: true }) });
  at(1200);
  await sees(
    "lint       running  1.2 s",
    "typecheck  preparing  the environment of mypy  1.2 s",
    "ruff       passed   no findings  cached",
  );
  ui.on({ type: "prepared", check: "typecheck" });
  for (const result of RICH_RUN.results.slice(0, 1)) ui.on({ type: "check-finished", result });
  at(3000);
  await sees(
    "lint       failed   1 failing finding, 1 note  9.8 s",
    "typecheck  running  1.8 s",
    "ruff       passed   no findings  cached",
  );
  ui.close();
});

test("when it is closed nothing is left on the screen, and the cursor is shown again", async () => {
  const { ui, screen, sees } = openLive();
  ui.on({ type: "run-started", checks: CHECKS });
  await sees("lint       waiting", "typecheck  waiting", "ruff       waiting");
  expect(screen.written().lastIndexOf("\x1b[?25l")).toBeGreaterThan(screen.written().lastIndexOf("\x1b[?25h"));
  ui.close();
  expect(screen.visible()).toEqual([]);
  expect(screen.written().lastIndexOf("\x1b[?25h")).toBeGreaterThan(screen.written().lastIndexOf("\x1b[?25l"));
  const before = screen.written();
  ui.close();
  expect(screen.written()).toBe(before);
});

test("a run that is over before the delay draws nothing and keeps the process no longer", async () => {
  vi.useFakeTimers();
  const screen = recordingScreen(true);
  const ui = liveUi(screen, PLAIN, { delayMs: 60_000 });
  for (const event of eventsOf(RICH_RUN)) ui.on(event);
  ui.close();
  const timers = vi.getTimerCount();
  vi.useRealTimers();
  expect(timers).toBe(0);
  expect(screen.written()).toBe("");
});

test("a row keeps to its line and the rows to the screen, however small it is", async () => {
  const screen = { ...recordingScreen(true), rows: 3 };
  const ui = liveUi(screen, PLAIN, { delayMs: 0 });
  ui.on({ type: "run-started", checks: CHECKS });
  await vi.waitFor(() => expect(screen.visible()).toHaveLength(2), { timeout: 5000 });
  for (const frame of screen.written().split("\x1b[?25l")[1]?.split("\x1b[?7h").slice(0, -1) ?? []) {
    expect(frame.startsWith("\x1b[?7l")).toBe(true);
  }
  ui.close();
  expect(screen.visible()).toEqual([]);
});

test.each([
  [false, ["✔", "✖", "✖", "↓"]],
  [true, ["v", "x", "x", "-"]],
])("the icon says how a check ended, in ASCII where the terminal has no more (%s)", async (ascii, icons) => {
  const screen = recordingScreen(true);
  const ui = liveUi(screen, PLAIN, { delayMs: 0, ascii });
  const verdicts = ["passed", "failed", "broken", "skipped"] as const;
  ui.on({ type: "run-started", checks: verdicts.map((check) => ({ check, title: check })) });
  for (const verdict of verdicts)
    ui.on({ type: "check-finished", result: sampleResult({ check: verdict as "lint", verdict }) });
  await vi.waitFor(() => expect(screen.visible().map((line) => line.split(" ")[0])).toEqual(icons), { timeout: 5000 });
  ui.close();
});

test("a process that ends without closing shows the cursor again", async () => {
  const { ui, screen, sees } = openLive();
  const before = process.listeners("exit");
  ui.on({ type: "run-started", checks: CHECKS });
  await sees("lint       waiting", "typecheck  waiting", "ruff       waiting");
  const [added, ...more] = process.listeners("exit").filter((listener) => !before.includes(listener));
  expect(more).toEqual([]);
  added?.(0);
  expect(screen.written().endsWith("\x1b[?25h")).toBe(true);
  ui.close();
  expect(process.listeners("exit")).toEqual(before);
});

test("notices that the report will not repeat stay when the lines are gone", async () => {
  const screen = recordingScreen(true);
  const ui = liveUi(screen, PLAIN, { delayMs: 60_000 });
  ui.on({ type: "run-started", checks: CHECKS });
  ui.on({ type: "notice", message: "The cache can't be written to.\x1b[2J" });
  for (const message of RICH_RUN.notices) ui.on({ type: "notice", message });
  ui.on({ type: "run-finished", run: RICH_RUN });
  ui.close();
  expect(screen.written()).toBe("notice  The cache can't be written to.\\x1b[2J\n");
});

test("a screen that throws while it is drawn on ends neither the process nor the closing", async () => {
  let calls = 0;
  const write = () => {
    calls += 1;
    throw new Error("gone");
  };
  const ui = liveUi({ isTTY: true, columns: 80, rows: 24, write }, PLAIN, { delayMs: 0 });
  ui.on({ type: "run-started", checks: CHECKS });
  await vi.waitFor(() => expect(calls).toBeGreaterThan(2), { timeout: 5000 });
  ui.close();
});

test("the streams of the process are not touched", async () => {
  const writes = [process.stdout.write, process.stderr.write];
  const { ui, sees } = openLive();
  ui.on({ type: "run-started", checks: CHECKS });
  await sees("lint       waiting", "typecheck  waiting", "ruff       waiting");
  expect([process.stdout.write, process.stderr.write]).toEqual(writes);
  ui.close();
});
