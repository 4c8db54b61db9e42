import { CHECKS, type CheckName } from "../../src/catalog.ts";

/** A verb of the CLI. `check` gives a verdict; `fix` writes to the working tree. */
export interface Verb {
  readonly name: string;
  readonly alias?: string;
  readonly kind: "check" | "fix";
  /** Writes every report, where others do so when told to. */
  readonly reports?: true;
  readonly checks: readonly CheckName[] | "all";
  readonly summary: string;
}

/** The check named `format` is the verb `format-check`: `format` has always been the one that writes. */
const CHECK_VERBS: readonly Verb[] = CHECKS.map(({ name, summary }) => ({
  name: name === "format" ? "format-check" : name,
  ...(name === "typecheck" ? { alias: "mypy" } : {}),
  kind: "check",
  checks: [name],
  summary,
}));

export const VERBS: readonly Verb[] = [
  {
    name: "run-all",
    kind: "check",
    checks: "all",
    summary: "Run every check of the settings at once, and keep all results",
  },
  {
    name: "report",
    kind: "check",
    checks: "all",
    reports: true,
    summary: "Run every check of the settings, and write the reports of all formats",
  },
  ...CHECK_VERBS,
  {
    name: "format",
    kind: "fix",
    checks: ["format"],
    summary: "Rewrite the source with Black (or Ruff, when the settings say so)",
  },
  { name: "ruff-fix", kind: "fix", checks: ["ruff"], summary: "Rewrite the source with Ruff's safe fixes" },
  { name: "fix", kind: "fix", checks: ["ruff", "format"], summary: "Both: Ruff's safe fixes, then the formatter" },
];
