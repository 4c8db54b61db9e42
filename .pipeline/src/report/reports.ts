import type { Run } from "../model/run.ts";
import { renderJson } from "./json.ts";
import { renderText } from "./text.ts";

interface Report {
  /** Name of the file in the reports folder. */
  readonly file: string;
  readonly render: (run: Run) => string;
}

/** Every format a run can be written in. Adding one is a file and a row here. */
export const REPORTS = {
  text: { file: "report.txt", render: (run: Run) => renderText(run) },
  json: { file: "report.json", render: renderJson },
} as const satisfies Record<string, Report>;
