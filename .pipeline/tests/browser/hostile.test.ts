import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Run } from "../../src/model.ts";
import { SKIP_BROWSER } from "../support/browser.ts";
import { HOSTILE_CONTEXT, HOSTILE_RUN, HOSTILE_TEXTS } from "../support/hostileRun.ts";
import { openBrowser } from "../support/openBrowser.ts";
import { openReport } from "../support/openReport.ts";
import { sampleFinding, sampleResult, sampleRun } from "../support/sampleRun.ts";

describe.skipIf(SKIP_BROWSER)("text of tools and files", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test.each(["#group=file", "#group=rule"])("is shown as text and does nothing, with %s", async (hash) => {
    const { page, trouble } = await openReport(browser, HOSTILE_RUN, HOSTILE_CONTEXT, { hash });
    expect(await page.locator("li.finding").count()).toBe(HOSTILE_TEXTS.length);
    const text = await page.locator("body").innerText();
    for (const word of ["<script>alert(1)</script>", "<!--", "\\u2028", "\\u202e", "\\ud800", "\\x1b[31m"]) {
      expect(text).toContain(word);
    }
    const elements = "script:not([id]):not(body > script), body img, iframe, object, [onerror], [onload], [style]";
    expect(await page.locator(elements).count()).toBe(0);
    for (const link of await page.locator("a").all())
      expect(await link.getAttribute("href")).toMatch(/^(?:https?:\/\/|#)/);
    await page.waitForLoadState("networkidle");
    expect(trouble).toEqual([]);
  });

  test("cannot run a script even if markup got in", async () => {
    const { page, trouble } = await openReport(browser, HOSTILE_RUN, HOSTILE_CONTEXT);
    await page.evaluate(`document.body.insertAdjacentHTML("beforeend", '<img src="x:" onerror="alert(2)">')`);
    await expect.poll(() => page.evaluate("document.images[0].complete")).toBe(true);
    expect(trouble.filter((one) => one.startsWith("dialog"))).toEqual([]);
    expect(trouble.join()).toContain("Content Security Policy");
  });

  test("in an address does nothing", async () => {
    const hash = `#group=constructor&severity=<img>&check=__proto__&page=1e9&at=-1&q=${encodeURIComponent("<img src=x onerror=alert(1)>")}`;
    const { page, trouble } = await openReport(browser, HOSTILE_RUN, HOSTILE_CONTEXT, { hash });
    expect(await page.locator("#status").innerText()).toMatch(/^1 of /);
    expect(trouble).toEqual([]);
  });

  test("is whole, folded, when it is long", async () => {
    const message = `begin ${"word ".repeat(40_000)}end`;
    const run: Run = sampleRun([
      sampleResult({ check: "ruff", verdict: "failed", findings: [sampleFinding({ message })] }),
    ]);
    const { page } = await openReport(browser, run, undefined, { viewport: { width: 360, height: 740 } });
    expect(await page.locator(".said details pre").isVisible()).toBe(false);
    await page.locator(".said summary").click();
    expect(await page.locator(".said details pre").innerText()).toBe(message);
  });
});
