import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SKIP_BROWSER } from "../support/browser.ts";
import { HARBOR_CONTEXT, HARBOR_RUN } from "../support/harborRun.ts";
import { manyFindings } from "../support/manyFindings.ts";
import { missingRun } from "../support/missingRun.ts";
import { openBrowser } from "../support/openBrowser.ts";
import { openReport } from "../support/openReport.ts";

const texts = (page: Page, selector: string) => page.locator(selector).allInnerTexts();
const hash = (page: Page) => page.evaluate("location.hash");

describe.skipIf(SKIP_BROWSER)("the list", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
  const harbor = (options: Parameters<typeof openReport>[3] = {}) =>
    openReport(browser, HARBOR_RUN, HARBOR_CONTEXT, options);

  test("shows all findings by file, asks for nothing and complains of nothing", async () => {
    const { page, trouble } = await harbor();
    expect(await page.title()).toBe("4 checks failed · 9 failing findings · Drydock");
    expect(await page.locator("#status").innerText()).toBe("12 findings in 3 files");
    expect(await texts(page, "h3 bdi")).toEqual(["src/harbor/berths.py", "src/harbor/tides.py", "tests/test_tides.py"]);
    expect(await page.locator("li.finding").count()).toBe(12);
    expect(await page.locator("#no-script").count()).toBe(0);
    await page.waitForLoadState("networkidle");
    expect(trouble).toEqual([]);
  });

  test("shows the source once for all findings of a line, with the line and the columns marked", async () => {
    const { page } = await harbor();
    const code = page.locator("#finding-1 .excerpt");
    expect(await page.locator("#finding-0 .excerpt").count()).toBe(0);
    expect(await code.locator(".hit").innerText()).toBe("import os");
    expect(await code.locator(".line").count()).toBe(4);
    expect(await texts(page, "#finding-4 mark")).toEqual(["Ship"]);
  });

  test("leads to the rule and to the line in the repository, without a trace of this page", async () => {
    const { page } = await harbor();
    const place = page.locator("#finding-0 a.place");
    expect(await place.getAttribute("href")).toBe(
      "https://gitlab.example.org/harbor/harbor/-/blob/1f0c2ab/src/harbor/berths.py#L4",
    );
    for (const link of await page.locator("#list a").all()) {
      expect(await link.getAttribute("rel")).toBe("noreferrer noopener");
      expect(await link.getAttribute("target")).toBe("_blank");
    }
  });

  test("has one row for a package that is not installed, which opens for its places, also by an address", async () => {
    const { page, address, trouble } = await openReport(browser, missingRun());
    expect(await page.locator("#status").innerText()).toBe("5 findings in 3 files");
    expect(await texts(page, "h3")).toEqual(["Not installed\n3 findings", "src/a.py\n2 findings"]);
    expect(await texts(page, "li.finding .message")).toContain("requests is not installed");
    expect(await page.locator("#list").getByText("src/c.py").isVisible()).toBe(false);
    await page.getByText("3 places").click();
    expect(await texts(page, ".said li .place")).toEqual(["src/a.py:2:8", "src/b.py:2:8", "src/c.py:4:8"]);
    await page.goto(`${address}#at=4`);
    await page.reload();
    expect(await page.locator("#list").getByText("src/c.py").isVisible()).toBe(true);
    expect(await page.evaluate("document.activeElement.id")).toBe("finding-4");
    expect(trouble).toEqual([]);
  });

  test("can be grouped by rule, the gravest first", async () => {
    const { page } = await harbor();
    await page.getByRole("radio", { name: "Rule" }).check();
    expect((await texts(page, "h3 bdi")).slice(0, 2)).toEqual(["undefined-variable", "failed"]);
    expect(await page.locator("#status").innerText()).toBe("12 findings of 12 rules");
  });

  test("is filtered by severity, check and effect, and beside each choice stands how many it has", async () => {
    const { page } = await harbor();
    const counts = () => texts(page, ".filters .count");
    expect(await counts()).toEqual(["5", "4", "3", "5", "3", "3", "1"]);
    await page.getByRole("checkbox", { name: "error" }).check();
    expect(await counts()).toEqual(["5", "4", "3", "1", "3", "0", "1"]);
    await page.getByRole("checkbox", { name: "mypy" }).check();
    expect(await page.locator("#status").innerText()).toBe("3 of 12 findings in 2 files");
    await page.getByRole("button", { name: "Clear filters" }).click();
    expect(await texts(page, "#show .count")).toEqual(["12", "9", "3"]);
    await page.locator("#show label", { hasText: "Failing" }).click();
    expect(await page.locator("#status").innerText()).toBe("9 of 12 findings in 3 files");
    expect(await page.locator("#list .tag").count()).toBe(0);
  });

  test("is searched by all words at once, in message, rule and path", async () => {
    const { page } = await harbor();
    await page.getByRole("searchbox").fill("TIDES e712");
    expect(await texts(page, ".message")).toEqual(["Avoid equality comparisons to `True`"]);
    await page.getByRole("searchbox").fill("nothing has this");
    expect(await page.locator("#status").innerText()).toBe("No finding matches.");
    await page.getByRole("button", { name: "Clear search and filters" }).click();
    expect(await page.locator("li.finding").count()).toBe(12);
    expect(await page.evaluate("document.activeElement.id")).toBe("query");
  });

  test("is the same again after a reload, from a link and on the way back", async () => {
    const { page, address } = await harbor({ hash: "#group=rule&check=lint" });
    expect(await page.locator("#status").innerText()).toBe("5 of 12 findings of 5 rules");
    await page.getByRole("checkbox", { name: "info" }).check();
    await page.getByRole("searchbox").fill("else");
    await expect.poll(() => hash(page)).toContain("q=else");
    expect(await hash(page)).toBe("#q=else&group=rule&severity=info&check=lint");
    await page.reload();
    expect(await page.locator("li.finding").count()).toBe(1);
    expect(await page.getByRole("searchbox").inputValue()).toBe("else");
    expect(await page.getByRole("checkbox", { name: "info" }).isChecked()).toBe(true);
    await page.getByRole("radio", { name: "File" }).check();
    await page.goBack();
    expect(await page.getByRole("radio", { name: "Rule" }).isChecked()).toBe(true);
    await page.goBack();
    expect(await hash(page)).toBe("#group=rule&check=lint");
    expect(await page.locator("#status").innerText()).toBe("5 of 12 findings of 5 rules");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByRole("radio", { name: "File" }).check();
    expect(page.url()).toBe(address);
  });

  test("is cut into pages, over which a group goes on", async () => {
    const { run, context } = manyFindings(230);
    const { page } = await openReport(browser, run, context);
    expect(await page.locator("li.finding").count()).toBe(100);
    await page.getByRole("navigation", { name: "below" }).getByRole("button", { name: "Next" }).click();
    expect(await page.locator("#status").innerText()).toBe("230 findings in 5 files, page 2 of 3");
    expect(await page.evaluate("document.activeElement.id")).toBe("findings-title");
    await page.getByRole("radio", { name: "Rule" }).check();
    await page.keyboard.press("n");
    expect(await texts(page, "h3 .quiet:last-child")).toContain("6 findings, continued");
    await page.keyboard.press("n");
    expect(await page.locator("li.finding").count()).toBe(30);
    expect(await page.getByRole("button", { name: "Next" }).first().isDisabled()).toBe(true);
  });

  test("holds 20,000 findings and finds one of them", async () => {
    const { run, context } = manyFindings(20_000);
    const { page, trouble } = await openReport(browser, run, context);
    expect(await page.locator("#status").innerText()).toBe("20,000 findings in 400 files, page 1 of 200");
    await page.getByRole("searchbox").fill("value_19999 ");
    expect(await page.locator("#status").innerText()).toBe("1 of 20,000 findings in 1 file");
    expect(trouble).toEqual([]);
  });
});
