import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { onTestFinished } from "vitest";
import type { Run } from "../../src/model.ts";
import type { ReportContext } from "../../src/report/context.ts";
import { renderHtml } from "../../src/report/html/html.ts";

export interface OpenReport {
  readonly page: Page;
  /** Address of the page without a hash. */
  readonly address: string;
  /** What the browser complained of, dialogs that opened, and requests for anything but the page itself. */
  readonly trouble: readonly string[];
}

/** The report of a run, written to a file and opened from there; closed when the test ends. */
export async function openReport(
  browser: Browser,
  run: Run,
  context: ReportContext = { lines: new Map() },
  { hash = "", ...options }: BrowserContextOptions & { readonly hash?: string } = {},
): Promise<OpenReport> {
  const folder = mkdtempSync(join(tmpdir(), "drydock-page-"));
  const file = join(folder, "index.html");
  writeFileSync(file, renderHtml(run, context));
  const address = pathToFileURL(file).href;
  const surroundings = await browser.newContext(options);
  onTestFinished(async () => {
    await surroundings.close();
    rmSync(folder, { recursive: true });
  });
  const page = await surroundings.newPage();
  const trouble: string[] = [];
  page.on("console", (message) => trouble.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url().replace(/#.*/, "");
    if (url !== address && url !== "data:,") trouble.push(`request: ${request.url()}`);
  });
  await page.goto(address + hash);
  return { page, address, trouble };
}
