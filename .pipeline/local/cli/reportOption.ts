import { InvalidArgumentError } from "commander";
import { type Format, REPORTS } from "../../src/report/reports.ts";
import type { ReportTarget } from "./options.ts";

const FORMATS = Object.keys(REPORTS).join(", ");

/** Reads one `--report FORMAT=PATH`, after those before it. */
export function reportOption(text: string, before: readonly ReportTarget[] = []): readonly ReportTarget[] {
  const at = text.indexOf("=");
  const path = text.slice(at + 1);
  if (at < 1 || path === "") throw new InvalidArgumentError("It must be FORMAT=PATH, such as junit=junit.xml.");
  return [...before, { format: formatOption(text.slice(0, at))[0] as Format, path }];
}

/** Reads `--format`, once or more, each with one format or several after one another with commas. */
export function formatOption(text: string, before: readonly Format[] = []): readonly Format[] {
  const names = text.split(",");
  const unknown = names.filter((name) => !Object.hasOwn(REPORTS, name));
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no format "${unknown[0]}": formats are ${FORMATS}.`);
  return [...new Set([...before, ...(names as Format[])])];
}
