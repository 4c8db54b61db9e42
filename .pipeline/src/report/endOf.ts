import type { Finding } from "../model/finding.ts";

/** Where a finding ends, the column being that after its last character; undefined when that is unknown or before its start. */
export function endOf({
  line,
  column,
  endLine,
  endColumn,
}: Finding): (Pick<Finding, "endColumn"> & { readonly endLine: number }) | undefined {
  if (endLine === undefined && endColumn === undefined) return undefined;
  const last = endLine ?? line;
  if (last < line || (last === line && endColumn !== undefined && endColumn < column)) return undefined;
  return { endLine: last, ...(endColumn === undefined ? {} : { endColumn }) };
}
