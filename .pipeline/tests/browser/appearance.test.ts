import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SKIP_BROWSER } from "../support/browser.ts";
import { ABOUT, comparedRun, TREND } from "../support/comparedRun.ts";
import { HARBOR_CONTEXT, HARBOR_RUN } from "../support/harborRun.ts";
import { manyFindings } from "../support/manyFindings.ts";
import { openBrowser } from "../support/openBrowser.ts";
import { openReport } from "../support/openReport.ts";
import { RICH_RUN, sampleResult, sampleRun } from "../support/sampleRun.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
const DESKTOP_DARK = { viewport: DESKTOP, colorScheme: "dark" } as const;

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
    const everyVerdict = await openReport(browser, RICH_RUN, { ...HARBOR_CONTEXT, about: ABOUT }, look);
    const compared = await openReport(browser, comparedRun(), { ...HARBOR_CONTEXT, trend: TREND }, look);
    const byFile = await violations(page);
    await page.keyboard.press("g");
    const byRule = await violations(page);
    await page.getByRole("searchbox").fill("nothing has this");
    const others = [await violations(everyVerdict.page), await violations(compared.page)];
    expect([byFile, byRule, await violations(page), ...others]).toEqual([[], [], [], [], []]);
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

  test("is printed as a summary with its rules, on a few sheets however many findings there are", async () => {
    const { run, context } = manyFindings(20_000);
    const { page } = await openReport(browser, run, context);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#list").isVisible()).toBe(false);
    expect(await page.locator(".paper tbody tr").count()).toBe(40);
    expect(await page.locator(".paper").innerText()).toContain("R000");
    const sheets = (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(sheets).toBeGreaterThan(0);
    expect(sheets).toBeLessThanOrEqual(4);
  });

  test.each([
    { width: 1440, height: 900 },
    { width: 1280, height: 720 },
  ])("shows verdict, checks, rules, files and the first finding at once: $width × $height", async (viewport) => {
    const { page } = await openReport(browser, HARBOR_RUN, { ...HARBOR_CONTEXT, about: ABOUT }, { viewport });
    for (const place of ["h1", ".checks", "#rules-title + .bars", "#files-title + .bars", "#list li.finding"]) {
      const box = await page.locator(place).first().boundingBox();
      expect({ place, bottom: Math.ceil((box?.y ?? 9999) + (box?.height ?? 0)) <= viewport.height }).toEqual({
        place,
        bottom: true,
      });
    }
    expect(await page.locator("#list li.finding .severity").first().innerText()).toBe("error");
  });

  test("has its filters behind one button on a phone, and there alone", async () => {
    const { page } = await openReport(browser, HARBOR_RUN, HARBOR_CONTEXT, { viewport: PHONE });
    const button = page.locator("#filters-open");
    const error = page.getByRole("checkbox", { name: "error" });
    expect(await error.isVisible()).toBe(false);
    await button.click();
    await error.check();
    expect(await button.innerText()).toBe("Filters (1)");
    expect(await button.getAttribute("aria-expanded")).toBe("true");
    await button.click();
    expect(await error.isVisible()).toBe(false);
    await page.setViewportSize(DESKTOP);
    expect([await button.isVisible(), await error.isVisible()]).toEqual([false, true]);
  });

  test("folds its notices below the start of the first", async () => {
    const { page } = await openReport(browser, RICH_RUN, HARBOR_CONTEXT);
    const second = page.getByText("1 file was left out.");
    expect(await second.isVisible()).toBe(false);
    await page.locator(".notices summary").click();
    expect(await second.isVisible()).toBe(true);
  });

  test("tells what a clean run was about, and needs no script for it", async () => {
    const clean = sampleRun([sampleResult({ check: "lint", title: "Pylint", verdict: "passed", files: 12 })]);
    const { page } = await openReport(browser, clean, { lines: new Map(), about: ABOUT }, DESKTOP_DARK);
    const text = await page.locator("body").innerText();
    for (const word of [
      "harbor/harbor",
      "tide-tables",
      "1f0c2ab4",
      "!7",
      "12 files checked",
      "4.0.4",
      "drydock run-all",
    ])
      expect(text).toContain(word);
    expect(await page.locator("script").count()).toBe(0);
    expect(await violations(page)).toEqual([]);
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
