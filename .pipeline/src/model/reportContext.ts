/** What a report shows beside the run itself. Both doors make it alike, so that both engines write the same bytes. */
export interface ReportContext {
  /** Lines near findings: path in the repository → 1-based number → text without its line break. Empty where unknown. */
  readonly lines: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** Address of a line in the repository's web view, with `{path}` and `{line}`. */
  readonly lineUrl?: string;
}
