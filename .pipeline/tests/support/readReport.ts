import type { Run } from "../../src/model.ts";
import type { Format } from "../../src/report/reports.ts";
import { markdownHtml } from "./markdownHtml.ts";
import { readXml } from "./readXml.ts";
import { counted, type Tally } from "./tally.ts";
import { workflowCommand } from "./workflowCommand.ts";

type Attributes = Readonly<Record<string, string | undefined>>;
/** What a program makes of a report; throws where it is malformed. */
type Reader = (report: string) => Tally;

const SEVERITIES = ["error", "warning", "info"] as const;
const VERDICTS = ["passed", "failed", "broken", "skipped"] as const;

/** A reader for every format, which knows nothing but what the format's documentation says. */
export const READERS: Readonly<Record<Format, Reader>> = {
  text(report) {
    const totals = report.split("\n").at(-3) ?? "";
    const counts = totals.matchAll(/([\d,]+) (?:failing findings?|(?:new )?notes?|new|existing)\b/g);
    return { findings: [...counts].reduce((sum, [, count = ""]) => sum + Number(count.replaceAll(",", "")), 0) };
  },

  json(report) {
    const { results, totals } = JSON.parse(report) as Run;
    const severities = results.flatMap(({ findings }) => findings.map(({ severity }) => severity));
    const verdicts = results.map(({ verdict }) => verdict);
    return { findings: totals.findings, ...counted(severities, SEVERITIES), ...counted(verdicts, VERDICTS) };
  },

  junit(report) {
    const { testsuites } = readXml(report, ["testsuite", "testcase"]);
    const suites: readonly (Attributes & { readonly testcase?: readonly Attributes[] })[] = testsuites.testsuite ?? [];
    const cases = suites.flatMap(({ testcase = [] }) => testcase);
    const ended = (how: string) => cases.filter((one) => how in one).length;
    const sum = (attribute: string) => suites.reduce((total, suite) => total + Number(suite[attribute]), 0);
    const stated = [sum("tests"), sum("failures"), sum("errors"), sum("skipped")];
    const found = [cases.length, ended("failure"), ended("error"), ended("skipped")];
    if (stated.join() !== found.join()) throw new RangeError(`the suites say ${stated}, but hold ${found}`);
    if (new Set(cases.map(({ name }) => name)).size < cases.length) throw new RangeError("two tests have one name");
    // Only the test of a check itself took time.
    const findings = cases.filter(({ time }) => time === undefined).length;
    return { findings, broken: ended("error"), skipped: ended("skipped") };
  },

  codequality(report) {
    const items: readonly Item[] = JSON.parse(report);
    if (new Set(items.map((item) => item.fingerprint)).size < items.length)
      throw new RangeError("a fingerprint repeats");
    const own = items.filter(({ location }) => location.path === ".gitlab-ci.yml");
    const levels = items.filter((item) => !own.includes(item)).map(({ severity }) => severity);
    const { major, minor, info } = counted(levels, ["major", "minor", "info"]);
    const { blocker: broken, info: skipped } = counted(
      own.map(({ severity }) => severity),
      ["blocker", "info"],
    );
    return { findings: levels.length, error: major, warning: minor, info, broken, skipped };
  },

  sarif(report) {
    const { runs } = JSON.parse(report) as { readonly runs: readonly SarifRun[] };
    if (new Set(runs.map(({ automationDetails: { id } }) => id)).size < runs.length)
      throw new RangeError("a category repeats");
    const results = runs.flatMap((one) => one.results);
    const isOwn = ({ ruleId, locations: [place] }: SarifResult) =>
      ruleId === "broken" && place?.physicalLocation.artifactLocation.uri === ".config/drydock.json";
    const levels = results.filter((result) => !isOwn(result)).map(({ level }) => level);
    const { error, warning, note } = counted(levels, ["error", "warning", "note"]);
    const calls = runs.flatMap(({ invocations = [] }) => invocations);
    const unsuccessful = calls.filter(({ executionSuccessful }) => !executionSuccessful).length;
    if (unsuccessful !== results.filter(isOwn).length) throw new RangeError("a broken check is no result");
    const warned = calls.flatMap((call) => call.toolExecutionNotifications.map(({ level }) => level));
    return {
      findings: levels.length,
      error,
      warning,
      info: note,
      broken: unsuccessful,
      skipped: counted(warned, ["warning"]).warning,
    };
  },

  github(report) {
    const commands = report.replace(/\n$/, "").split("\n").map(workflowCommand);
    const names = (found: boolean) =>
      commands.filter(({ properties }) => "file" in properties === found).map(({ name }) => name);
    const { error, warning, notice } = counted(names(true), ["error", "warning", "notice"]);
    return {
      findings: names(true).length,
      error,
      warning,
      info: notice,
      skipped: counted(names(false), ["warning"]).warning,
    };
  },

  rdjson(report) {
    const { diagnostics } = JSON.parse(report) as { readonly diagnostics: readonly Diagnostic[] };
    const of = (own: boolean) =>
      diagnostics.filter(({ location }) => (location.path === "drydock") === own).map(({ severity }) => severity);
    const { ERROR, WARNING, INFO } = counted(of(false), ["ERROR", "WARNING", "INFO"]);
    const skipped = counted(of(true), ["WARNING"]).WARNING;
    return { findings: of(false).length, error: ERROR, warning: WARNING, info: INFO, skipped };
  },

  summary(report) {
    const { rows, text } = markdownHtml(report);
    const checks = rows.filter((cells) => cells.length === 7 && cells[1] !== "Verdict");
    const column = (at: number) => checks.reduce((sum, cells) => sum + (Number(cells[at]) || 0), 0);
    const verdicts = checks.map((cells) => cells[1]?.split(" ")[1] ?? "");
    const kinds = /^(\d+) failing findings?(?:, (\d+) notes?)?\./m.exec(text);
    const findings = Number(kinds?.[1] ?? 0) + Number(kinds?.[2] ?? 0);
    return { findings, error: column(2), warning: column(3), info: column(4), ...counted(verdicts, VERDICTS) };
  },

  html(report) {
    const verdicts = [...report.matchAll(/<span class="verdict (\w+)">/g)].map(([, verdict]) => verdict ?? "");
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(report)?.[1];
    const packed: readonly (readonly number[])[] = data === undefined ? [] : JSON.parse(data).findings;
    const severities = packed.map((finding) => SEVERITIES[finding[2] ?? -1] ?? "");
    return { findings: packed.length, ...counted(severities, SEVERITIES), ...counted(verdicts, VERDICTS) };
  },

  badge(report) {
    readXml(report);
    return {};
  },
};

interface Item {
  readonly severity: string;
  readonly fingerprint: string;
  readonly location: { readonly path: string };
}

interface SarifResult {
  readonly ruleId: string;
  readonly level: string;
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
}

interface SarifRun {
  readonly automationDetails: { readonly id: string };
  readonly results: readonly SarifResult[];
  readonly invocations?: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly { readonly level: string }[];
  }[];
}

interface Diagnostic {
  readonly severity: string;
  readonly location: { readonly path: string };
}
