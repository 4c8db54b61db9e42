import type { Edit, Fix } from "../model.ts";
import { type Fields, fieldsOf, span } from "./fields.ts";

/** Lines of a fix that are kept, so that reports stay small. */
const MOST_LINES = 20;
const MOST_CHARACTERS = 2000;

/** Ruff's columns are 1-based already, with an exclusive end. */
export function ruffSpan(item: Fields): ReturnType<typeof span> {
  const [start, end] = [fieldsOf(item.location), fieldsOf(item.end_location)];
  return span(start?.row, start?.column, end?.row, end?.column);
}

/**
 * What Ruff itself would change. Its fix verb makes only what is safe; the rest may change what the code does, or is only
 * there to be read. Edits that are long, odd, or in a cell of a notebook are left out.
 */
export function fixOf(item: Fields): Fix | undefined {
  const fix = fieldsOf(item.fix);
  if (fix === undefined) return undefined;
  const given = Array.isArray(fix.edits) ? fix.edits.map(editOf) : [];
  const edits = given.filter((edit) => edit !== undefined).sort((a, b) => a.line - b.line || a.column - b.column);
  const isUsable = edits.length === given.length && typeof item.cell !== "number" && isShort(edits) && isApart(edits);
  return { safe: fix.applicability === "safe", edits: isUsable ? edits : [] };
}

function editOf(value: unknown): Edit | undefined {
  const edit = fieldsOf(value);
  if (edit === undefined) return undefined;
  const { line, column, endLine, endColumn } = ruffSpan(edit);
  const text = edit.content;
  if (endLine === undefined || endColumn === undefined || typeof text !== "string") return undefined;
  return { line, column, endLine, endColumn, text };
}

function isShort(edits: readonly Edit[]): boolean {
  const lines = edits.reduce((sum, { line, column, endLine, endColumn, text }) => {
    const areWhole = column === 1 && endColumn === 1;
    return sum + Math.max(endLine - line, text.split("\n").length - 1) + (areWhole ? 0 : 1);
  }, 0);
  return lines <= MOST_LINES && edits.every(({ text }) => text.length <= MOST_CHARACTERS);
}

function isApart(edits: readonly Edit[]): boolean {
  return edits.every(({ line, column }, at) => {
    const before = edits[at - 1];
    return before === undefined || before.endLine < line || (before.endLine === line && before.endColumn <= column);
  });
}
