import type { Severity } from "../../model/finding.ts";

/** From the most to the least, as the page shows them. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];
