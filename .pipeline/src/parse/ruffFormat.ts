import type { Parse, ParseContext } from "../model/check.ts";
import type { Finding, Severity } from "../model/finding.ts";
import { type Fields, textOf } from "./fields.ts";
import { relativePath } from "./place.ts";
import { messageOf, readRuffJson, ruffSpan } from "./ruff.ts";

const URL = "https://docs.astral.sh/ruff/formatter/";

/** Makes the parser of `ruff format --check --output-format json`; the severity is that of an unformatted file. */
function ruffFormatParser(unformatted: Severity): Parse {
  return (output, context) => readRuffJson(output, context, (item, at) => toFinding(item, at, unformatted));
}

/** Ruff decides the format check. */
export const parseRuffFormat: Parse = ruffFormatParser("warning");

/** Ruff only says where it would format differently. */
export const parseRuffFormatOpinion: Parse = ruffFormatParser("info");

function toFinding(item: Fields, context: ParseContext, unformatted: Severity): Finding {
  const path = relativePath(textOf(item.filename) ?? "", context);
  const place = { check: context.check, path, ...ruffSpan(item) };
  const rule = textOf(item.code) ?? "invalid-syntax";
  if (rule !== "unformatted") return { ...place, rule, severity: "error", message: messageOf(item, context) };
  return { ...place, rule, severity: unformatted, message: "would be reformatted by Ruff", url: URL };
}
