import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { chromium } from "playwright-core";
import { installDebian } from "./installDebian.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const APPLICATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const ADVICE =
  "The browser tests need Chrome or Chromium. Install one, or name it in CHROME_PATH; DRYDOCK_SKIP_BROWSER=1 leaves these tests out.";

export const SKIP_BROWSER = process.env["DRYDOCK_SKIP_BROWSER"] === "1";

/** Before the browser tests: a browser is there, or it is installed. Without one the tests fail. */
export default function setup(): void {
  if (SKIP_BROWSER || findBrowser() !== undefined) return;
  installDebian(["chromium"], "The browser tests need Chrome or Chromium");
  if (findBrowser() !== undefined) return;
  console.log("Playwright downloads its own Chromium");
  const playwright = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js");
  spawnSync(process.execPath, [playwright, "install", "chromium"], { stdio: "inherit" });
  if (findBrowser() === undefined) throw new Error(ADVICE);
}

/** Path of a Chrome or Chromium of this machine: the one that CHROME_PATH names, on PATH, an application, Playwright's own. */
export function findBrowser(): string | undefined {
  const named = process.env["CHROME_PATH"];
  if (named !== undefined && named !== "") {
    if (runnable(named)) return named;
    throw new Error(`CHROME_PATH names ${named}, which is not a program that can be run. Correct it or leave it out.`);
  }
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...APPLICATIONS, chromium.executablePath()].find(runnable);
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
