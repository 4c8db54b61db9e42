import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { openBrowser } from "../tests/support/openBrowser.ts";
import { terminalSvg } from "./terminalSvg.ts";

/*
 * `npm run pictures`: docs/terminal.svg and docs/report.png, from one run of the built CLI in a small repository. Needs Linux
 * with git and script(1), and Chrome or Chromium.
 */

const ROOT = resolve(import.meta.dirname, "../..");
const EXAMPLE: Readonly<Record<string, string>> = {
  ".config/drydock.json": `${JSON.stringify({ checks: ["lint", "format", "typecheck", "ruff", "test"] })}\n`,
  // New each time, so that no result comes from the cache.
  "src/harbor/__init__.py": `"""Berths and what they cost."""\n\n# ${Date.now()}\n`,
  "src/harbor/berths.py": `"""Who lies where."""


def free(berths: dict[int, str | None]) -> list[int]:
    """The numbers of the berths that nobody has."""
    return [number for number, ship in berths.items() if ship == None]


def moor(ship: str, berths: dict[int, str | None]) -> int:
    """Give a ship the first free berth."""
    number = free(berths)[0]
    berths[number] = ship
    return number
`,
  "src/harbor/fees.py": `"""Fees for a berth."""

import os
from decimal import Decimal

DAILY = Decimal("42.50")


def fee(days: int) -> Decimal:
    """What a berth costs for so many days."""
    return DAILY * days


def receipt(days: int) -> str:
    """The fee as a line of text."""
    total: str = fee(days)
    return f"Fee: {total}"
`,
  "src/tests/test_berths.py": `"""Tests of the berths."""

from harbor.berths import moor


def test_the_first_free_berth_is_given() -> None:
    """A ship gets the first berth that is free."""
    assert moor("Ada", {1: "Bell", 2: None, 3: None}) == 2
`,
};
/** The tools' own configs come with Drydock, as `drydock init --config-files` would write them. */
const CONFIGS = [".pylintrc", "black.toml", "mypy.ini", "pyproject.toml"];

const folder = mkdtempSync(join(tmpdir(), "drydock-pictures-"));
const repository = join(folder, "harbor");
const browser = await openBrowser();
try {
  for (const [path, text] of Object.entries(EXAMPLE)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  for (const name of CONFIGS) copyFileSync(join(ROOT, ".config", name), join(repository, ".config", name));
  const git = (...words: readonly string[]) =>
    execa("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...words], { cwd: repository });
  await git("init", "--quiet", "--initial-branch", "main");
  await git("add", ".");
  await git("commit", "--quiet", "--message", "feat: berths and fees");

  const words = "run-all --statistics --report html=report.html";
  const program = [process.execPath, join(ROOT, "dist/drydock.cjs")].map((path) => `'${path}'`).join(" ");
  // A terminal of its own, since lines are as wide as it is; in CI no line is drawn twice.
  const command = `stty cols 96 rows 50; exec ${program} ${words}`;
  const run = await execa("script", ["--quiet", "--return", "--flush", "--command", command, "/dev/null"], {
    cwd: repository,
    env: { CI: "1", GITLAB_CI: undefined, GITHUB_ACTIONS: undefined, NO_COLOR: undefined, TERM: "xterm-256color" },
    stdin: "ignore",
    reject: false,
  });
  if (run.exitCode !== 1) throw new Error(`The run ended with ${run.exitCode}, where 1 was due:\n${run.stdout}`);
  const shown = `\x1b[2m$\x1b[22m drydock ${words}\n${run.stdout.replaceAll("\r\n", "\n")}`;
  writeFileSync(join(ROOT, "docs/terminal.svg"), terminalSvg(shown));

  const tab = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
  await tab.goto(pathToFileURL(join(repository, "report.html")).href);
  await tab.screenshot({ path: join(ROOT, "docs/report.png") });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
