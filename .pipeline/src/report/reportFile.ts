import { causeOf, DrydockError } from "../errors.ts";
import type { Run } from "../model.ts";

const ANEW = "Name a report.json that this version of Drydock wrote.";
const VERDICTS = ["passed", "failed", "broken", "skipped"];
const SEVERITIES = ["error", "warning", "info"];

/** The results of a `report.json` (schema/run.schema.json), as far as they can be compared with. Throws `misuse`. */
export function parseReport(text: string, file: string): Pick<Run, "results"> {
  const wrong = (what: string, error?: unknown) =>
    new DrydockError("misuse", `The report ${file} cannot be compared with: ${what}.`, ANEW, error);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw wrong(`it is not valid JSON: ${causeOf(error)}`, error);
  }
  if (!isRecord(value) || !Array.isArray(value.results))
    throw wrong("it is not a report of Drydock in the format json");
  if (value.version !== 1)
    throw wrong(`it has version ${JSON.stringify(value.version)}, and this Drydock reads version 1`);
  const index = value.results.findIndex((result: unknown) => !isResult(result));
  if (index >= 0) throw wrong(`its result number ${index + 1} is not valid`);
  return { results: value.results };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isResult(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { check, verdict, findings } = value;
  const known = typeof check === "string" && VERDICTS.includes(verdict as string);
  return known && Array.isArray(findings) && findings.every(isFinding);
}

function isFinding(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const texts = [value.check, value.rule, value.path, value.message].every((text) => typeof text === "string");
  const places = [value.line, value.column].every((place) => Number.isInteger(place) && (place as number) >= 1);
  return texts && places && SEVERITIES.includes(value.severity as string);
}
