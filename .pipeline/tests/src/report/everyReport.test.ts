import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryPages, validateXML } from "xmllint-wasm";
import type { Run } from "../../../src/model.ts";
import type { ReportContext } from "../../../src/report/context.ts";
import { failingFindings } from "../../../src/report/findings.ts";
import { type Format, REPORTS } from "../../../src/report/reports.ts";
import { printable } from "../../../src/report/safeText.ts";
import { anyContext, anyRun } from "../../support/anyRun.ts";
import { markdownHtml } from "../../support/markdownHtml.ts";
import { READERS } from "../../support/readReport.ts";
import { readXml } from "../../support/readXml.ts";
import { sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";
import { tallyOf } from "../../support/tally.ts";
import { workflowCommand } from "../../support/workflowCommand.ts";

const FORMATS = Object.keys(REPORTS) as Format[];
// Those whose readers fail a build by errors.
const STATED: readonly Format[] = ["sarif", "github", "rdjson"];

/** What a terminal obeys, what turns or hides the text around it, and what is no Unicode; joiners are allowed, and line feeds. */
const UNSAFE = /(?![\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

const render = (format: Format, run: Run, context: ReportContext = { lines: new Map() }): string =>
  REPORTS[format].render(run, context);

const forAnyRun = (check: (run: Run, context: ReportContext) => void): void =>
  fc.assert(fc.property(anyRun, anyContext, check));

describe.each(FORMATS)("whatever tools and files say, %s", (format) => {
  test("is well-formed, and its readers count what the run holds", () => {
    forAnyRun((run, context) => {
      expect(tallyOf(run, STATED.includes(format))).toMatchObject(READERS[format](render(format, run, context)));
    });
  });

  test("holds no control character, no mark that turns text and no half of a surrogate pair, and ends with a newline", () => {
    forAnyRun((run, context) => {
      const report = render(format, run, context);
      // The page's own script, which no text gets into, may hold what it likes.
      expect(UNSAFE.exec(report.replace(/<script>.*?<\/script>/s, ""))).toBeNull();
      expect(Buffer.from(report, "utf8").toString("utf8")).toBe(report);
      expect(report).toMatch(/[^\n]\n$/);
    });
  });

  test("is the same for the same run, which it leaves as it is", () => {
    forAnyRun((run, context) => {
      const [copy, sameContext] = [structuredClone(run), structuredClone(context)];
      const report = render(format, run, context);
      expect(run).toEqual(copy);
      expect(render(format, copy, sameContext)).toBe(report);
    });
  });
});

describe("what a program shows after it has read a report", () => {
  test.each(["codequality", "sarif", "rdjson"] as const)("holds nothing of that sort in %s either", (format) => {
    forAnyRun((run, context) => {
      const unsafe: unknown[] = [];
      JSON.parse(render(format, run, context), (key, value) => {
        // In a snippet of source, tabs are the file's.
        const text = key === "text" && typeof value === "string" ? value.replaceAll("\t", "") : value;
        if (typeof text === "string" && UNSAFE.test(text)) unsafe.push(value);
        return value;
      });
      expect(unsafe).toEqual([]);
    });
  });

  test.each(["junit", "summary", "html", "badge"] as const)(
    "holds nothing of that sort by a reference in %s",
    (format) => {
      forAnyRun((run, context) => {
        const report = render(format, run, context).replace(/<script\b.*?<\/script>/gs, "");
        const codes = [...report.matchAll(/&#(\w+);?/g)].map(([, code]) => Number(code));
        expect(codes.filter((code) => !(code > 0x20 && code < 0x7f))).toEqual([]);
      });
    },
  );
});

describe("a report that browsers show", () => {
  test("has, as Markdown, no other markup and no other links than the run's web addresses", () => {
    const tag =
      /^<\/?(?:h[23]|p|table|thead|tbody|tr|t[hd](?: align="right")?|code|pre|details|summary|strong|ul|li|wbr|a)>$/;
    forAnyRun((run, context) => {
      const { tags, links } = markdownHtml(render("summary", run, context));
      expect(tags.filter((one) => !tag.test(one) && !/^<a href="https?:\/\/[\x21\x23-\x7e]+">$/.test(one))).toEqual([]);
      const urls = new Set(run.results.flatMap(({ findings }) => findings.map(({ url }) => url)));
      const start = context.lineUrl?.split("{", 1)[0] ?? "?";
      expect(links.filter((link) => !urls.has(link) && !link.startsWith(start))).toEqual([]);
    });
  });

  test("has, as a badge, nothing of the run but its verdict and a number", () => {
    forAnyRun((run) => {
      const failing = run.results.reduce((sum, result) => sum + failingFindings(result).size, 0);
      const words = new RegExp(`^quality: (?:${run.verdict}|${failing} findings?)$`);
      const { svg } = readXml(render("badge", run));
      expect(svg.title).toMatch(words);
      expect(svg["aria-label"]).toBe(svg.title);
      expect(render("badge", run)).not.toMatch(/<script|javascript:|\son\w+=|href/i);
    });
  });

  test("has, as a page, as many scripts as it brought, and no handler", () => {
    const own = render(
      "html",
      sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings: [sampleFinding()] })]),
    );
    const scripts = (page: string) => page.match(/<\/?script\b[^>]*>/gi);
    const markup = (page: string) => page.replace(/<(script|style)\b.*?<\/\1>/gs, "").match(/<[^>]*>/g) ?? [];
    forAnyRun((run, context) => {
      const page = render("html", run, context);
      expect(scripts(page) ?? []).toEqual(run.totals.findings === 0 ? [] : scripts(own));
      expect(markup(page).filter((tag) => /\son\w+\s*=|javascript:|<(?:img|iframe|object|embed)\b/i.test(tag))).toEqual(
        [],
      );
    });
  });
});

test("each GitHub annotation has the location and text of its finding, on a separate line", () => {
  forAnyRun((run) => {
    const commands = render("github", run).trimEnd().split("\n").map(workflowCommand);
    const places = commands.flatMap(({ properties: { file, line, title } }) =>
      line ? [`${file}|${line}|${title}`] : [],
    );
    const expected = run.results.flatMap(({ title, findings }) =>
      findings.map(({ path, line, rule }) => `${printable(path)}|${line}|${printable(`${title} ${rule}`)}`),
    );
    expect(places.sort()).toEqual(expected.sort());
  });
});

test("a test of JUnit fails for each finding that its check failed by, and for all of a broken one", () => {
  forAnyRun((run) => {
    const { testsuites } = readXml(render("junit", run), ["testsuite", "testcase"]);
    const suites = testsuites.testsuite ?? [];
    const failing = suites.map(
      (suite: { testcase: object[] }) => suite.testcase.filter((one) => "failure" in one).length,
    );
    expect(failing).toEqual(
      // A check that failed by none of its findings fails itself.
      run.results.map((result) => {
        if (result.verdict === "broken") return result.findings.filter(({ opinion }) => !opinion).length;
        return result.verdict === "failed" ? Math.max(1, failingFindings(result).size) : 0;
      }),
    );
  });
});

test("libxml2 finds every XML well-formed", async () => {
  const runs = fc.sample(fc.tuple(anyRun, anyContext));
  const xml = (["junit", "badge"] as const).flatMap((format) =>
    runs.map(([run, context], at) => ({ fileName: `${format}-${at}.xml`, contents: render(format, run, context) })),
  );
  const result = await validateXML({ xml, normalization: "c14n", maxMemoryPages: memoryPages.GiB });
  expect(result.errors).toEqual([]);
  expect(result.valid).toBe(true);
});
