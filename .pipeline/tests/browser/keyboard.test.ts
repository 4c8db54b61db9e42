import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { SKIP_BROWSER } from "../support/browser.ts";
import { HARBOR_CONTEXT, HARBOR_RUN } from "../support/harborRun.ts";
import { manyFindings } from "../support/manyFindings.ts";
import { openBrowser } from "../support/openBrowser.ts";
import { openReport } from "../support/openReport.ts";

describe.skipIf(SKIP_BROWSER)("the keyboard", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    ({ page } = await openReport(browser, HARBOR_RUN, HARBOR_CONTEXT));
  });
  const focus = () => page.evaluate("document.activeElement.id");
  /** The id of a row of the list, counted from 0. */
  const row = (index: number) => page.locator("li.finding").nth(index).getAttribute("id");
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  test("walks through the findings with j and k, and the address follows", async () => {
    await press("j");
    expect(await focus()).toBe(await row(0));
    await press("j", "j", "k");
    expect(await focus()).toBe(await row(1));
    await press("k", "k", "k");
    expect(await focus()).toBe("finding-3");
    await expect.poll(() => page.evaluate("location.hash")).toBe("#at=3");
  });

  test("keeps the finding in sight, under the heading that stays at the top", async () => {
    await press(..."jjjjjjjjjj");
    expect(await focus()).toBe(await row(9));
    const top = await page
      .locator("li.finding")
      .nth(9)
      .evaluate((row) => row.getBoundingClientRect().top);
    expect(top).toBeGreaterThan(0);
    expect(top).toBeLessThan(720);
  });

  test("goes over to the next page, and a link to a finding opens its page", async () => {
    const { run, context } = manyFindings(230);
    ({ page } = await openReport(browser, run, context, { hash: "#at=149" }));
    expect([await focus(), await row(99)]).toEqual(["finding-149", "finding-149"]);
    await press("j");
    expect(await focus()).toBe(await row(0));
    expect(await page.locator("#status").innerText()).toContain("page 3 of 3");
    await press("n", "p", "p");
    expect(await page.locator("#status").innerText()).toContain("page 1 of 3");
  });

  test("opens the finding's line with Enter", async () => {
    await page.evaluate(
      "document.addEventListener('click', (event) => { opened = event.target.href; event.preventDefault(); })",
    );
    await press("j", "Enter");
    expect(await page.evaluate("opened")).toBe(
      "https://gitlab.example.org/harbor/harbor/-/blob/1f0c2ab/src/harbor/berths.py#L25",
    );
  });

  test("searches from /, goes to the first match with Enter, and clears with Escape", async () => {
    await press("/");
    expect(await focus()).toBe("query");
    await page.keyboard.type("jung?");
    expect(await page.getByRole("searchbox").inputValue()).toBe("jung?");
    await press("Escape");
    expect(await page.getByRole("searchbox").inputValue()).toBe("");
    expect(await focus()).toBe("query");
    await page.keyboard.type("Ship");
    await press("Enter");
    expect(await focus()).toBe("finding-3");
    await press("Escape");
    expect(await page.locator("li.finding").count()).toBe(12);
    await press("/", "Escape");
    expect(await focus()).toBe("");
  });

  test("turns the grouping round with g and stays at the finding", async () => {
    await press("j", "j");
    const stoodAt = await focus();
    await press("g");
    expect(await page.getByRole("radio", { name: "Rule" }).isChecked()).toBe(true);
    expect(await focus()).toBe(stoodAt);
    await press("g", "f");
    expect(await page.locator("li.finding").first().isVisible()).toBe(false);
    await press("j");
    expect(await page.locator("li.finding:focus").isVisible()).toBe(true);
  });

  test("leaves keys with a modifier to the browser", async () => {
    await press("Control+j", "Alt+g", "Meta+n");
    expect(await focus()).toBe("");
    expect(await page.getByRole("radio", { name: "File" }).isChecked()).toBe(true);
  });

  test("is explained in a dialog, where letters can be turned off", async () => {
    await press("?");
    const dialog = page.getByRole("dialog", { name: "Keyboard" });
    expect(await dialog.isVisible()).toBe(true);
    await press("j");
    expect(await page.locator("li.finding:focus").count()).toBe(0);
    await dialog.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Keyboard" }).click();
    await dialog.getByRole("checkbox").uncheck();
    await press("Escape");
    expect(await dialog.isVisible()).toBe(false);
    await press("j");
    expect(await page.locator("li.finding:focus").count()).toBe(0);
    expect(await page.evaluate("location.hash")).toBe("#keys=off");
  });
});
