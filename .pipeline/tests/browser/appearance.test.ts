import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SKIP_BROWSER } from "../support/browser.ts";
import { HARBOR_CONTEXT, HARBOR_RUN } from "../support/harborRun.ts";
import { manyFindings } from "../support/manyFindings.ts";
import { openBrowser } from "../support/openBrowser.ts";
import { openReport } from "../support/openReport.ts";
import { RICH_RUN } from "../support/sampleRun.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe-core finds on the page as it stands: rule and the elements that break it. */
async function violations(page: Page): Promise<readonly string[]> {
  // Given to the page by the debugger's protocol: the page's own policy lets no other script in.
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate<{ violations: readonly Violation[] }>("axe.run()");
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

describe.skipIf(SKIP_BROWSER)("the page", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  const looks = [DESKTOP, PHONE].flatMap((viewport) =>
    (["light", "dark"] as const).map((colorScheme) => ({ viewport, colorScheme })),
  );

  test.each(looks)("is accessible: $viewport.width px, $colorScheme", async (look) => {
    const { page } = await openReport(browser, HARBOR_RUN, HARBOR_CONTEXT, look);
    const everyVerdict = await openReport(browser, RICH_RUN, HARBOR_CONTEXT, look);
    const byFile = await violations(page);
    await page.keyboard.press("g");
    const byRule = await violations(page);
    await page.getByRole("searchbox").fill("nothing has this");
    expect([byFile, byRule, await violations(page), await violations(everyVerdict.page)]).toEqual([[], [], [], []]);
  });

  test("is accessible with its dialog open", async () => {
    const { page } = await openReport(browser, HARBOR_RUN, HARBOR_CONTEXT, { colorScheme: "dark" });
    await page.keyboard.press("?");
    expect(await violations(page)).toEqual([]);
  });

  test.each([HARBOR_RUN, RICH_RUN])("is never wider than a phone; long code scrolls in its box", async (run) => {
    const { page } = await openReport(browser, run, HARBOR_CONTEXT, { viewport: PHONE });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
    for (const code of await page.locator("pre").all()) {
      const wide = await code.evaluate((box) => box.scrollWidth > box.clientWidth);
      expect(await code.getAttribute("tabindex")).toBe(wide ? "0" : null);
    }
  });

  test("is dark where the reader wants it, and light on paper all the same", async () => {
    const { page } = await openReport(browser, HARBOR_RUN, HARBOR_CONTEXT, { colorScheme: "dark" });
    const ground = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const dark = await ground();
    await page.emulateMedia({ media: "print" });
    expect([dark, await ground()]).toEqual(["rgb(18, 21, 24)", "rgb(255, 255, 255)"]);
    expect(await page.locator(".filters").isVisible()).toBe(false);
  });

  test("prints all findings that match, up to a limit that it tells, and is then as it was", async () => {
    const { run, context } = manyFindings(1200);
    const { page } = await openReport(browser, run, context, { hash: "#page=3" });
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    expect(await page.locator("li.finding").count()).toBe(1000);
    expect(await page.locator("#status").innerText()).toMatch(/^The first 1,000 of 1,200 matching findings/);
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
    expect(await page.locator("#status").innerText()).toBe("1,200 findings in 24 files, page 3 of 12");
  });

  test("is laid out for paper by the browser's own print", async () => {
    const { run, context } = manyFindings(130);
    const { page } = await openReport(browser, run, context);
    await page.evaluate(
      "addEventListener('beforeprint', () => { printed = document.querySelectorAll('li.finding').length })",
    );
    await page.pdf();
    expect(await page.evaluate("printed")).toBe(130);
    expect(await page.locator("li.finding").count()).toBe(100);
  });

  test("tells verdicts, reasons and where the findings are when scripts do not run", async () => {
    const { page, trouble } = await openReport(browser, RICH_RUN, HARBOR_CONTEXT, { javaScriptEnabled: false });
    const text = await page.locator("body").innerText();
    expect(text).toContain("1 check broken, 2 failed");
    expect(text).toContain("Unrecognized option: colour = 1");
    expect(text).toContain("report.json");
    expect(await page.locator("#frame").isVisible()).toBe(false);
    expect(trouble).toEqual([]);
  });
});
