import type { Outlet } from "./outlet.ts";

/**
 * A stream whose words GitHub's runner takes for words. It obeys lines that begin with `::`, after any space, and `##[`
 * wherever it stands, and a file's name or a tool's message may hold either.
 */
export function logGuard(out: Outlet): Outlet {
  return {
    ...out,
    get columns() {
      return out.columns;
    },
    get rows() {
      return out.rows;
    },
    write: (text) => out.write(text.replaceAll("##[", "##\\[").replace(/^([^\S\r\n\u2028\u2029]*)::/gm, "$1\\::")),
  };
}
