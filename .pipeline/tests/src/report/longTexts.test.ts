import { describe, expect, test } from "vitest";
import { type Format, REPORTS } from "../../../src/report/reports.ts";
import { READERS } from "../../support/readReport.ts";
import { sampleFinding, sampleResult, sampleRun } from "../../support/sampleRun.ts";
import { tallyOf } from "../../support/tally.ts";

// Of each sort that some format changes, or that a rule of some reader may take long over.
const UNITS = {
  letters: "x",
  escapes: "\x1b",
  "line breaks": "\n",
  "halves of pairs": "\ud800",
  "backticks and brackets": "`[](<",
  addresses: "www.a@b.example:// ",
  "ends of all sorts": "]]></script>-->",
};

describe.each(Object.entries(UNITS))("very much of %s", (name, unit) => {
  const times = (characters: number) => unit.repeat(Math.ceil(characters / unit.length));
  const some = times(5_000);
  // The longest of each sort would take long, and show nothing that these do not.
  const most = name === "letters" || name === "escapes" ? 1_000_000 : 100_000;
  const run = sampleRun(
    [
      sampleResult({
        check: "ruff",
        verdict: "failed",
        reason: some,
        notices: [some],
        findings: [
          sampleFinding({ message: times(most) }),
          sampleFinding({ severity: "error", path: some, rule: some, url: `https://a.example/${some}` }),
        ],
      }),
      sampleResult({ check: "lint", title: some, verdict: "broken", reason: some }),
    ],
    { notices: [some] },
  );

  test.each(Object.keys(REPORTS) as Format[])(
    "is written and read as %s",
    (format) => {
      const report = REPORTS[format].render(run, { lines: new Map() });
      expect(tallyOf(run)).toMatchObject(READERS[format](report));
    },
    60_000,
  );
});
