import fc from "fast-check";
import { sumUp } from "../../src/flow/run.ts";
import type { CheckResult, Finding, Run, Verdict } from "../../src/model.ts";
import { compareFindings } from "../../src/order.ts";
import type { ReportContext } from "../../src/report/context.ts";

/** What could break out of a format, fake a line of it, or hide text in it. */
const NASTY = [
  ..."\0\b\t\n\r\x1b\x7f\x85\x9b\u061c\u200b\u200d\u200f\u2028\u2029\u202e\u2066\u2069\ufeff\ufffe\uffff",
  ...["\ud800", "\udc00", "\u{e0041}", "\u{1f4a5}", "\r\n", "\x1b[2J", "\x1b]8;;https://evil.example\x07"],
  ...["]]>", "<![CDATA[", "<?xml ", "</script>", "<script>alert(1)</script>", "<!--", "-->", "<svg onload=alert(1)>"],
  ...['<img src=x onerror="alert(1)">', '"', "'", "&", "&lt;", "&#60;", "<", ">", "\\", "\\x1b", "\\u202e", "\\n"],
  ...["|", "`", "```\n", "* a", "_b_", "~~c~~", "# d", "[e](javascript:alert(1))", "![f](https://evil.example/f.png)"],
  ...["@all", "!1", "#1", "~bug", "%1", "$x$", ":tada:", "https://evil.example/", "www.evil.example", "a@evil.example"],
  ...[
    "::error::g",
    "\n::error file=a::h",
    "##[error]i",
    "%0A",
    "%25",
    "%0a::",
    ":",
    ",",
    "=",
    "/",
    "../",
    "//evil.example",
  ],
  ...[
    "javascript:alert(1)",
    "data:text/html,x",
    "__proto__",
    "constructor",
    "toString",
    "{path}",
    "{line}",
    "$&",
    " ",
    "/*",
  ],
  ...["line 12", "lines 3-9", ":[3:9]", "日本語", "שלום"],
];

export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 6 }), fc.string({ unit: "binary", maxLength: 3 })),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));

const anyUrl = fc.oneof(
  fc.constantFrom(
    "https://docs.example/rules/a?b=1&c=(d)*_e_#f",
    "javascript:alert(1)",
    'https://a.example/"><script>',
  ),
  anyText,
  anyText.map((text) => `https://docs.example/${text}`),
);

const anyNumber = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2 ** 31 - 1 }));

const anyFinding: fc.Arbitrary<Omit<Finding, "check">> = fc.record(
  {
    rule: fc.oneof(fc.constantFrom("F401", "unused-import", "__proto__"), anyText),
    severity: fc.constantFrom("error", "warning", "info"),
    path: fc.oneof(fc.constantFrom("src/main.py", "src/__proto__", "constructor"), anyText),
    line: anyNumber,
    column: anyNumber,
    endLine: anyNumber,
    endColumn: anyNumber,
    columnUnit: fc.constant("unknown" as const),
    message: fc.oneof(fc.constant("Unused import os"), anyText),
    url: anyUrl,
    opinion: fc.constant(true as const),
  },
  { requiredKeys: ["rule", "severity", "path", "line", "column", "message"] },
);

const anyName = fc.oneof(fc.constantFrom("lint", "format", "ruff", "__proto__", "constructor", "toString"), anyText);
const VERDICTS: readonly Verdict[] = ["passed", "failed", "broken", "skipped"];

const anyResult: fc.Arbitrary<CheckResult> = fc
  .record(
    {
      check: anyName,
      title: anyName,
      verdict: fc.constantFrom(...VERDICTS),
      reason: anyText,
      gate: fc.constantFrom("error", "warning", "info", "never"),
      files: fc.nat(),
      findings: fc.array(anyFinding, { maxLength: 8 }),
      notices: fc.array(anyText, { maxLength: 2 }),
      durationMs: fc.oneof(fc.nat(), fc.double({ min: 0, max: 1e9, noNaN: true })),
      cached: fc.boolean(),
    },
    { requiredKeys: ["check", "title", "verdict", "findings", "notices", "durationMs", "cached"] },
  )
  .map(({ findings, ...result }) => ({
    ...result,
    findings: findings.map((finding) => ({ ...finding, check: result.check })).sort(compareFindings),
  }));

/** Any run the model allows: as judged and summed up, with names of checks that differ and texts that mean harm. */
export const anyRun: fc.Arbitrary<Run> = fc
  .record({
    results: fc.uniqueArray(anyResult, { maxLength: 5, selector: ({ check }) => check }),
    used: fc.option(anyText),
    notices: fc.array(anyText, { maxLength: 2 }),
    durationMs: fc.nat(),
  })
  .map(({ results, used, notices, durationMs }) =>
    sumUp(results, { python: { wanted: "3.13", used }, notices }, durationMs),
  );

export const anyContext: fc.Arbitrary<ReportContext> = fc
  .record({
    lines: fc.array(fc.tuple(fc.constantFrom("src/main.py", "src/__proto__", "constructor"), anyNumber, anyText)),
    lineUrl: fc.option(
      fc.oneof(
        fc.constantFrom("https://gitlab.example/g/p/-/blob/main/{path}#L{line}", "javascript:alert('{path}')"),
        anyText,
      ),
    ),
  })
  .map(({ lines, lineUrl }) => {
    const files = new Map<string, Map<number, string>>();
    for (const [path, line, text] of lines) files.set(path, (files.get(path) ?? new Map()).set(line, text));
    return { lines: files, ...(lineUrl === null ? {} : { lineUrl }) };
  });
