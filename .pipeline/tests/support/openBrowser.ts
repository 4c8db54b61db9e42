import { type Browser, chromium } from "playwright-core";
import { findBrowser } from "./browser.ts";

/** The browser that the set-up found or installed. */
export function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined)
    throw new Error("There is no browser; the set-up of the browser tests did not run.");
  // Chromium's sandbox does not start as root, which containers run tests as. The page is ours.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}
