import type { ReportContext } from "../../src/report/context.ts";
import { sampleFinding, sampleResult, sampleRun } from "./sampleRun.ts";

/** Each would do harm somewhere if it were more than text. */
export const HOSTILE_TEXTS: readonly string[] = [
  "</script><script>alert(1)</script>",
  "<!--<script>",
  "]]>-->",
  "<img src=x onerror=alert(1)>",
  `"><svg onload=alert(1)>`,
  "' onfocus='alert(1)",
  "&lt;b&gt; &amp;amp;",
  "line\u2028separator\u2029",
  "right\u202eto left\u202c",
  "half \ud800 a pair \udc00",
  "\x1b[31mred\x07\x00",
  "__proto__",
  "constructor",
  "{{alert(1)}} #{alert(1)}",
];

/** They stand wherever a tool, a file or the settings can put text. */
export const HOSTILE_RUN = sampleRun(
  [
    sampleResult({
      check: "lint",
      title: "<b>Pylint</b>\u202e",
      verdict: "failed",
      reason: HOSTILE_TEXTS.join("\n"),
      notices: HOSTILE_TEXTS,
      findings: HOSTILE_TEXTS.map((text, index) =>
        sampleFinding({
          check: "lint",
          rule: text,
          path: `src/${text}.py`,
          line: index + 1,
          message: text,
          url: index % 2 === 0 ? "javascript:alert(1)" : "https://example.org/'onclick='alert(1)",
        }),
      ),
    }),
    sampleResult({ check: "typecheck", title: "mypy", verdict: "broken", reason: HOSTILE_TEXTS.join(" ") }),
  ],
  { notices: HOSTILE_TEXTS, python: { wanted: "<i>3.13</i>", used: "</title><script>alert(1)</script>" } },
);

export const HOSTILE_CONTEXT: ReportContext = {
  lines: new Map(HOSTILE_TEXTS.map((text, index) => [`src/${text}.py`, new Map([[index + 1, `\t${text}`]])])),
  lineUrl: "javascript:alert('{path}')//{line}",
  about: {
    project: { name: HOSTILE_TEXTS[0] ?? "", url: "javascript:alert(1)" },
    branch: { name: HOSTILE_TEXTS[1] ?? "", url: 'https://x.example/"><img src=x onerror=alert(1)>' },
    commit: { name: HOSTILE_TEXTS[2] ?? "" },
    date: '"><script>alert(1)</script>',
    version: HOSTILE_TEXTS[3] ?? "",
    tools: Object.fromEntries(HOSTILE_TEXTS.map((text) => [text, text])),
    command: HOSTILE_TEXTS.join(" "),
  },
};
