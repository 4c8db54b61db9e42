import { readFileSync } from "node:fs";
import fc from "fast-check";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import type { TestCase } from "../../../src/model.ts";
import { failingFindings } from "../../../src/report/findings.ts";
import { renderJunit, xmlElement, xmlText } from "../../../src/report/junit.ts";
import { anyRun, anyText } from "../../support/anyRun.ts";
import { hugeRun } from "../../support/hugeRun.ts";
import { movedRun } from "../../support/movedRun.ts";
import { RICH_RUN, sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";

interface Suite {
  readonly [key: string]: string | undefined | readonly Record<string, unknown>[];
  readonly testcase: readonly Record<string, unknown>[];
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  htmlEntities: true,
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => name === "testcase" || name === "testsuite",
});

function read(xml: string): { readonly root: Record<string, string>; readonly suites: readonly Suite[] } {
  expect(XMLValidator.validate(xml)).toBe(true);
  const root = parser.parse(xml).testsuites;
  return { root, suites: root.testsuite ?? [] };
}

const allCases = (xml: string) => read(xml).suites.flatMap(({ testcase }) => testcase);
const names = (xml: string) => allCases(xml).map(({ name }) => name);
const schema = readFileSync(new URL("../../fixtures/schemas/junit-10.xsd", import.meta.url), "utf8");

async function schemaFaults(reports: readonly string[]): Promise<readonly string[]> {
  const xml = reports.map((contents, at) => ({ fileName: `report${at}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema, maxMemoryPages: 4096 });
  return errors.map(({ rawMessage }) => rawMessage);
}

test("a rich run is written in full", async () => {
  await expect(renderJunit(RICH_RUN)).toMatchFileSnapshot("../../fixtures/report/junit-rich.xml");
});

test("Jenkins' schema accepts reports of all kinds of runs, and rejects what is not a report", async () => {
  const runs = [RICH_RUN, sampleRun([]), hugeRun(200), ...fc.sample(anyRun)];
  expect(await schemaFaults(runs.map(renderJunit))).toEqual([]);
  const line = renderJunit(RICH_RUN).replace("<testcase ", '<testcase line="1" ');
  expect((await schemaFaults([line])).join()).toContain("'line' is not allowed");
});

test("whatever tools say, it is XML whose tests and counts are those of the run", () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const xml = renderJunit(run);
      expect(xml).not.toMatch(/[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
      const { root, suites } = read(xml);
      const cases = suites.flatMap(({ testcase }) => testcase);
      const own = run.results.filter((result) => failingFindings(result).size === 0).length;
      const failures = run.results.reduce((sum, result) => {
        if (result.verdict === "broken") return sum + result.findings.filter(({ opinion }) => !opinion).length;
        return result.verdict === "failed" ? sum + Math.max(1, failingFindings(result).size) : sum;
      }, 0);
      expect(root).toMatchObject({
        tests: String(run.totals.findings + own),
        failures: String(failures),
        errors: String(run.totals.broken),
      });
      const count = (kind: string) => cases.filter((one) => kind in one).length;
      expect([cases.length, count("failure"), count("error"), count("skipped")]).toEqual([
        run.totals.findings + own,
        failures,
        run.totals.broken,
        run.totals.skipped,
      ]);
      for (const suite of suites) {
        const counted = (kind: string) => String(suite.testcase.filter((one) => kind in one).length);
        expect([suite.tests, suite.failures, suite.errors, suite.skipped]).toEqual([
          String(suite.testcase.length),
          counted("failure"),
          counted("error"),
          counted("skipped"),
        ]);
      }
    }),
  );
});

test("whatever tests are called, they are XML by the schema, and no two of a class have one name", async () => {
  const anyTest = fc.record<TestCase>(
    {
      name: anyText,
      class: anyText,
      file: anyText,
      seconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
      outcome: fc.constantFrom("passed", "failed", "error", "skipped"),
      message: anyText,
    },
    { requiredKeys: ["name", "file", "seconds", "outcome"] },
  );
  const reports = fc
    .sample(fc.tuple(fc.constantFrom("passed", "failed", "broken"), fc.array(anyTest)))
    .map(([verdict, tests]) => renderJunit(sampleRun([sampleResult({ check: "test", verdict, tests })])));
  expect(await schemaFaults(reports)).toEqual([]);
  for (const xml of reports) {
    expect(xml).not.toMatch(/[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
    const whole = allCases(xml).map(({ classname, name }) => `${classname}|${name}`);
    expect(new Set(whole).size).toBe(whole.length);
  }
});

test("names that differ only in surrounding white space are kept distinct, since readers may trim them", () => {
  const passed = (check: string, title: string) => sampleResult({ check, title, verdict: "passed" });
  expect(names(renderJunit(sampleRun([passed("a", "Lint "), passed("b", "Lint")])))).toEqual(["Lint", "Lint (2)"]);
});

test("names of tests are unique, and the same after lines were put in above", () => {
  fc.assert(
    fc.property(anyRun, fc.integer({ min: 1, max: 500 }), (run, by) => {
      const before = names(renderJunit(run));
      expect(new Set(before).size).toBe(before.length);
      expect(names(renderJunit(movedRun(run, by))).sort()).toEqual(before.sort());
    }),
  );
});

test("20,000 findings that are alike have 20,000 names", () => {
  const findings = Array.from({ length: 20_000 }, (_, at) => sampleFinding({ line: at + 1 }));
  // Names like numbered ones must not be taken twice, before and after.
  const message = `${findings[0]?.message} (2)`;
  const traps = [sampleFinding({ column: 1, message }), sampleFinding({ line: 20_001, message })];
  const run = sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings: [...findings, ...traps] })]);
  const found = [...renderJunit(run).matchAll(/<testcase classname="[^"]*" name="([^"]*)"/g)].map(([, name]) => name);
  expect(new Set(found).size).toBe(20_002);
});

test("a finding that its check failed by is a failure, any other is a test that passed and tells it", () => {
  const findings = [sampleFinding(), sampleFinding({ rule: "I001", severity: "info" })];
  const told = (verdict: "passed" | "failed") =>
    allCases(renderJunit(sampleRun([sampleResult({ check: "ruff", verdict, findings })])));
  const info = { "system-out": "src/main.py:1:8 info I001 (ruff)\n`os` imported but unused" };
  expect(told("failed")).toMatchObject([
    { failure: { type: "warning", message: "`os` imported but unused" }, classname: "drydock.ruff" },
    info,
  ]);
  const [own, first, second] = told("passed");
  expect(own).toEqual({ classname: "drydock.ruff", name: "ruff", time: "1.000" });
  expect(first).not.toHaveProperty("failure");
  expect(first).toHaveProperty("system-out");
  expect(second).toMatchObject(info);
});

test("a failed check that no finding failed is itself the failure, with the reason once", () => {
  const findings = [sampleFinding({ severity: "info" })];
  const failed = sampleResult({ check: "lint", title: "Pylint", verdict: "failed", reason: "8.21 < 9.50", findings });
  const xml = renderJunit(sampleRun([failed]));
  const failure = { type: "failed", message: "8.21 < 9.50", "#text": "8.21 < 9.50" };
  expect(allCases(xml)).toMatchObject([{ name: "Pylint", failure }, { "system-out": expect.any(String) }]);
  expect(read(xml).suites[0]).not.toHaveProperty("system-out");
});

test("a broken check is an error and a skipped one is skipped, with the whole reason, and keep their findings", () => {
  const reason = "first\nsecond";
  const findings = [sampleFinding()];
  const broken = sampleResult({ check: "lint", verdict: "broken", reason, findings });
  const skipped = sampleResult({ check: "test", verdict: "skipped" });
  expect(allCases(renderJunit(sampleRun([broken, skipped])))).toMatchObject([
    { name: "lint", error: { type: "broken", message: "first", "#text": reason } },
    { failure: { "#text": expect.stringContaining("F401") } },
    { name: "test", skipped: { message: "No reason was given." } },
  ]);
});

test("what failed a check fails also when the check is broken the next time, and is not taken for fixed", () => {
  const opinion = sampleFinding({ rule: "unformatted", severity: "info", opinion: true });
  const findings = [sampleFinding({ severity: "error" }), opinion];
  const failing = (verdict: "failed" | "broken") => {
    const xml = renderJunit(sampleRun([sampleResult({ check: "ruff", verdict, gate: "info", findings })]));
    return allCases(xml).filter((one) => "failure" in one);
  };
  expect(failing("failed")).toHaveLength(1);
  expect(failing("broken")).toEqual(failing("failed"));
});

test("text that tells a reader to attach a file of the machine does not", () => {
  const message = "[[ATTACHMENT|/etc/passwd]]";
  const findings = [sampleFinding({ message, severity: "info" })];
  const xml = renderJunit(sampleRun([sampleResult({ check: "ruff", verdict: "passed", findings })]));
  expect(xml).toMatch(/<system-out>[^<]*\/etc\/passwd\]\]/);
  expect(xml.match(/<system-out>[^<]*/)?.[0]).not.toContain("[[ATTACHMENT|");
});

test("a message of a megabyte is cut in names and kept in the body", () => {
  const message = "]]>😀".repeat(250_000);
  const run = sampleRun([sampleResult({ check: "ruff", verdict: "failed", findings: [sampleFinding({ message })] })]);
  const [one] = allCases(renderJunit(run)) as { name: string; failure: { message: string; "#text": string } }[];
  expect([...(one?.name ?? "")].length).toBe(301);
  expect([...(one?.failure.message ?? "")].length).toBe(301);
  expect(one?.failure["#text"]).toContain(message);
});

test("an element has its attributes, but those undefined, and its content", () => {
  expect(xmlElement("a", { b: "<\"&'>", c: 1, d: undefined })).toBe(`<a b="&#60;&#34;&#38;'&#62;" c="1"/>`);
  expect(xmlElement("a", {}, [xmlElement("b", {}), "c"])).toBe("<a><b/>c</a>");
});

test("text ends no section and begins no element", () => {
  expect(xmlText("]]> <b> &amp;")).toBe("]]&#62; &#60;b&#62; &#38;amp;");
});
