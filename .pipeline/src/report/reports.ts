import type { Run } from "../model.ts";
import { renderBadge } from "./badge.ts";
import { renderCodeQuality } from "./codeQuality.ts";
import type { ReportContext } from "./context.ts";
import { renderGithubAnnotations } from "./githubAnnotations.ts";
import { renderHtml } from "./html/html.ts";
import { renderJunit } from "./junit.ts";
import { renderRdjson } from "./rdjson.ts";
import { printableJson } from "./safeText.ts";
import { renderSarif } from "./sarif.ts";
import { renderSummary } from "./summary.ts";
import { renderText } from "./text.ts";

interface Report {
  /** Name of the file in the reports folder. */
  readonly file: string;
  /** What it is for, as shown in the help. */
  readonly summary: string;
  readonly render: (run: Run, context: ReportContext) => string;
}

/** All report formats. To add one, add a file and a row here. */
export const REPORTS = {
  text: { file: "report.txt", summary: "for people", render: (run) => renderText(run) },
  json: { file: "report.json", summary: "the whole run, for programs", render: renderJson },
  junit: { file: "junit.xml", summary: "test report of GitLab, Jenkins and others", render: renderJunit },
  codequality: { file: "codequality.json", summary: "GitLab's Code Quality", render: renderCodeQuality },
  sarif: { file: "sarif.json", summary: "SARIF 2.1.0, for code scanning and editors", render: renderSarif },
  github: { file: "github.txt", summary: "annotations of GitHub Actions", render: renderGithubAnnotations },
  rdjson: { file: "rdjson.json", summary: "reviewdog", render: renderRdjson },
  summary: { file: "summary.md", summary: "Markdown for a comment or job summary", render: renderSummary },
  html: { file: "index.html", summary: "a page to search and filter in", render: renderHtml },
  badge: { file: "badge.svg", summary: "the verdict as a picture", render: renderBadge },
} as const satisfies Record<string, Report>;

export type Format = keyof typeof REPORTS;

/** The whole Run for programs. Schema: .pipeline/schema/run.schema.json. */
export function renderJson(run: Run): string {
  const shown = (key: string, value: unknown) => (key === "columnUnit" || key === "missing" ? undefined : value);
  return `${printableJson(JSON.stringify(run, shown, 2))}\n`;
}
