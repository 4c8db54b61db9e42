/** What a report shows besides the run. Both entry points build it the same way, so that both engines write the same bytes. */
export interface ReportContext {
  /** Lines near findings: path in the repository → 1-based number → text without its line break. Unknown lines are missing. */
  readonly lines: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** Address of a line in the repository's web view, with `{path}` and `{line}`. */
  readonly lineUrl?: string;
  /** What the run was about; a report leaves out what it is not told. */
  readonly about?: About;
  /** Earlier runs and this one, oldest first. */
  readonly trend?: readonly Moment[];
}

/** How many findings a run had, new or existing, whether they fail a check or not. */
interface Moment {
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly findings: number;
}

/** A name with the address that it leads to. */
interface Named {
  readonly name: string;
  readonly url?: string;
}

/** What a run was about, for the page and the summary. All of it comes from the door: the CI's variables, git, the clock. */
export interface About {
  readonly project: Named;
  readonly branch?: Named;
  /** Its name is the full hash. */
  readonly commit?: Named;
  readonly pipeline?: Named;
  readonly mergeRequest?: Named;
  /** ISO 8601, UTC. */
  readonly date?: string;
  /** Drydock's own version. */
  readonly version: string;
  /** Version of each tool that ran, by its name. */
  readonly tools: Readonly<Record<string, string>>;
  /** What to type to get the same run again. */
  readonly command?: string;
}
