// `npx tsx .pipeline/tests/support/screenshot.ts [PNG]`: writes the picture of the report page that the README shows.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { renderHtml } from "../../src/report/html/html.ts";
import { ABOUT } from "./comparedRun.ts";
import { HARBOR_CONTEXT, HARBOR_RUN } from "./harborRun.ts";
import { openBrowser } from "./openBrowser.ts";

const folder = mkdtempSync(join(tmpdir(), "drydock-screenshot-"));
const browser = await openBrowser();
try {
  const file = join(folder, "index.html");
  writeFileSync(file, renderHtml(HARBOR_RUN, { ...HARBOR_CONTEXT, about: ABOUT }));
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
  await page.goto(pathToFileURL(file).href);
  await page.screenshot({ path: process.argv[2] ?? "docs/report.png" });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
