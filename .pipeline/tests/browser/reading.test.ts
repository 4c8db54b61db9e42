import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Fix } from "../../src/model.ts";
import { SKIP_BROWSER } from "../support/browser.ts";
import { comparedRun, TREND } from "../support/comparedRun.ts";
import { HARBOR_CONTEXT, HARBOR_RUN } from "../support/harborRun.ts";
import { openBrowser } from "../support/openBrowser.ts";
import { openReport } from "../support/openReport.ts";
import { sampleFinding, sampleResult, sampleRun } from "../support/sampleRun.ts";

const NOTHING = { lines: new Map() };
const texts = (page: Page, selector: string) => page.locator(selector).allInnerTexts();
const status = (page: Page) => page.locator("#status").innerText();

describe.skipIf(SKIP_BROWSER)("a reader", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test("narrows the list by a check, a rule or a file above it, and widens it again", async () => {
    const { page, trouble } = await openReport(browser, HARBOR_RUN, HARBOR_CONTEXT);
    await page.keyboard.press("g");
    await page.locator(".checks").getByRole("link", { name: "mypy" }).click();
    expect(await status(page)).toBe("3 of 12 findings of 3 rules");
    const rule = page.locator(".bars").getByRole("link", { name: "unused-import" });
    await rule.click();
    expect(await status(page)).toBe("1 of 12 findings of 1 rule");
    expect(await rule.getAttribute("aria-current")).toBe("true");
    expect(await page.evaluate("location.hash")).toBe("#group=rule&show=failing&rule=lint/unused-import");
    await rule.click();
    expect(await rule.getAttribute("aria-current")).toBe(null);
    const file = page.locator(".bars").getByRole("link", { name: "src/harbor/tides.py" });
    const inBar = await page.locator(".bars li", { hasText: "src/harbor/tides.py" }).locator(".number").innerText();
    await file.click();
    expect(await page.locator("li.finding").count()).toBe(Number(inBar));
    await page.getByRole("button", { name: "Show all files again" }).click();
    expect(await page.locator("li.finding").count()).toBe(9);
    expect(trouble).toEqual([]);
  });

  test("sees first what is new, then what existed and what is fixed, which stands apart from the source of today", async () => {
    const lines = new Map([["src/main.py", new Map([2, 3, 5, 9].map((line) => [line, `line ${line}`]))]]);
    const { page } = await openReport(browser, comparedRun(), { lines, trend: TREND });
    expect(await page.locator(".facts").innerText()).toMatch(
      /^1 new\s+1 new note\s+1 existing\s+1 fixed\s+compared with main \(1a2b3c4d\)/,
    );
    expect(await page.locator(".trend").innerText()).toContain("3 fewer than the run before");
    expect(await texts(page, "#show label")).toEqual(["New\n2", "Existing\n1", "Fixed\n1", "New and existing\n3"]);
    expect(await texts(page, ".message")).toEqual(["is new and fails", "is new"]);
    await page.locator("#show label", { hasText: "Fixed" }).click();
    expect(await texts(page, ".message")).toEqual(["is gone"]);
    expect(await page.locator(".excerpt").count()).toBe(0);
    expect(await page.evaluate("location.hash")).toBe("#show=fixed");
    expect(await texts(page, ".checks td.number")).toEqual(expect.arrayContaining(["1", "0", "1"]));
  });

  test("gets to a finding by the start of its fingerprint, whatever is filtered and folded, also from an open page", async () => {
    const { page, address } = await openReport(browser, HARBOR_RUN, HARBOR_CONTEXT);
    await page.locator("#finding-1 .copies > button").click();
    await page.evaluate("navigator.clipboard.writeText = (text) => { copied = text; return Promise.resolve() }");
    await page.locator("#finding-1").getByRole("button", { name: "Link" }).click();
    const link = await page.evaluate<string>("copied");
    expect(link).toMatch(/index\.html#finding-[\da-f]{12}$/);
    expect(await page.locator("#said").innerText()).toBe("Link copied");
    await page.getByRole("searchbox").fill("nothing has this");
    await page.goto(link.slice(0, -4));
    expect(await page.evaluate("document.activeElement.id")).toBe("finding-1");
    await page.locator("#fold").click();
    await page.goto(`${address}#check=test`);
    await page.goto(link);
    expect(await page.locator("#finding-1").isVisible()).toBe(true);
    const fixed = await openReport(browser, comparedRun(), NOTHING);
    await fixed.page.locator("#show label", { hasText: "Fixed" }).click();
    await fixed.page.locator(".copies > button").click();
    expect(await texts(fixed.page, ".copies li span")).toEqual(["Place", "Link"]);
  });

  test("copies the place, the comment that silences the finding and the command that mends it", async () => {
    const fix: Fix = { safe: true, edits: [{ line: 1, column: 1, endLine: 2, endColumn: 1, text: "" }] };
    const findings = [sampleFinding({ path: "src/it's.py", fix })];
    const run = sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings })]);
    const { page } = await openReport(browser, run, { lines: new Map([["src/it's.py", new Map([[1, "import os"]])]]) });
    await page.evaluate("navigator.clipboard.writeText = (text) => { copied = text; return Promise.resolve() }");
    const wanted = { Place: "src/it's.py:1:8", Suppression: "# noqa: F401", Fix: "drydock fix 'src/it'\\''s.py'" };
    for (const [what, text] of Object.entries(wanted)) {
      await page.locator(".copies > button").click();
      await page.locator(".copies li").getByRole("button", { name: what }).click();
      expect(await page.evaluate("copied")).toBe(text);
    }
    await page.locator(".copies > button").click();
    await page.keyboard.press("Escape");
    expect(await page.locator(".copies ul").isVisible()).toBe(false);
    expect(await texts(page, ".diff .removed")).toEqual(["import os"]);
  });

  test("copies even where the page may not use the clipboard itself", async () => {
    const { page } = await openReport(browser, HARBOR_RUN, HARBOR_CONTEXT);
    await page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('not here'))");
    await page.evaluate("document.addEventListener('copy', () => { copied = document.activeElement.value })");
    await page.keyboard.press("j");
    await page.keyboard.press("c");
    await expect.poll(() => page.locator("#said").innerText()).toBe("Place copied");
    expect(await page.evaluate("copied")).toBe("src/harbor/berths.py:25:61");
    expect(await page.evaluate("document.activeElement.id")).toBe("finding-3");
  });

  test("folds a group, and all", async () => {
    const { page } = await openReport(browser, HARBOR_RUN, HARBOR_CONTEXT);
    const shown = () => page.locator("li.finding:visible").count();
    const button = page.getByRole("button", { name: "src/harbor/berths.py" });
    await button.click();
    expect([await shown(), await button.getAttribute("aria-expanded")]).toEqual([6, "false"]);
    await page.getByRole("button", { name: "Fold all" }).click();
    expect(await shown()).toBe(0);
    await button.click();
    expect(await shown()).toBe(6);
  });

  test("opens a place in an editor, without a tab for it", async () => {
    const lineUrl = "vscode://file/home/me/harbor/{path}:{line}";
    const { page } = await openReport(browser, HARBOR_RUN, { ...HARBOR_CONTEXT, lineUrl });
    const place = page.locator("#finding-3 a.place");
    expect(await place.getAttribute("href")).toBe("vscode://file/home/me/harbor/src/harbor/berths.py:25");
    expect(await place.getAttribute("target")).toBe(null);
  });
});
