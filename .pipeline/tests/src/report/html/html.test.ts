import { expect, test } from "vitest";
import { renderHtml } from "../../../../src/report/html/html.ts";
import type { PageData } from "../../../../src/report/html/packed.ts";
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from "../../../../src/report/html/pageAssets.ts";
import { HARBOR_CONTEXT } from "../../../support/harborRun.ts";
import { HOSTILE_CONTEXT, HOSTILE_RUN, HOSTILE_TEXTS } from "../../../support/hostileRun.ts";
import { RICH_RUN, sampleResult, sampleRun } from "../../../support/sampleRun.ts";

const NOTHING = { lines: new Map() };

/** Without the bundled style and script, which change with every word in .pipeline/page. */
function bare(html: string): string {
  return html.replace(STYLE, "…").replace(SCRIPT, "…").replace(STYLE_HASH, "…").replace(SCRIPT_HASH, "…");
}

function dataOf(html: string): PageData {
  return JSON.parse(/id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? "") as PageData;
}

test("the page of a run with every verdict", async () => {
  await expect(bare(renderHtml(RICH_RUN, HARBOR_CONTEXT))).toMatchFileSnapshot("__snapshots__/rich.html");
});

test("a clean run has no list, no data and no script", () => {
  const html = renderHtml(sampleRun([sampleResult({ check: "lint", verdict: "passed" })]), NOTHING);
  expect(html).toContain("1 check passed");
  expect(html).toContain("No findings. Every check that ran is clean.");
  expect(html).not.toContain("<script");
});

test("a run that is broken without a finding does not read like a clean one", () => {
  const html = renderHtml(sampleRun([sampleResult({ check: "lint", verdict: "broken" })]), NOTHING);
  expect(html).toContain("1 check broken");
  expect(html).toContain("No findings, but not clean either: 1 check gave no verdict.");
  expect(html).toContain("No reason was given.");
  expect(html).not.toContain("no findings");
});

test("a run of nothing says so", () => {
  const html = renderHtml(sampleRun([]), NOTHING);
  expect(html).toContain("<h1>");
  expect(html).toContain("No check ran");
  expect(html).not.toMatch(/clean|no findings/);
});

test("no text of tools or files becomes markup, and none is lost", () => {
  const html = renderHtml(HOSTILE_RUN, HOSTILE_CONTEXT);
  const markup = bare(html);
  expect(markup.match(/<script/g)?.length).toBe(2);
  expect(markup.match(/<\/script/g)?.length).toBe(2);
  expect(markup).not.toMatch(/<!--|<img|<svg onload|<b>|[\u2028\u2029\u202e\x1b\0]|\p{Cs}/u);
  const { texts, findings } = dataOf(html);
  expect(findings.map((finding) => texts[finding[8]]).sort()).toEqual([...HOSTILE_TEXTS].sort());
});

test("nothing but the page's own style and script may run, and nothing may be asked for", () => {
  const html = renderHtml(RICH_RUN, NOTHING);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  expect(policy).toBe(
    `default-src 'none'; script-src '${SCRIPT_HASH}'; style-src '${STYLE_HASH}'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
  expect(html).not.toMatch(/ style="| on\w+="/);
});
