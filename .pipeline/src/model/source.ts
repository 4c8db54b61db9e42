/**
 * What is wrong with a file that breaks each check it belongs to: it holds a NUL byte, or its name is not valid UTF-8,
 * and then the tools are not given it.
 */
export type Fault = "nul" | "name";

/** What is checked: its files by their paths in it, whether the tools are given them or not. */
export interface Source {
  /** Its path in the repository; empty: it is the repository. */
  readonly prefix: string;
  readonly paths: Iterable<string>;
  readonly faults: ReadonlyMap<string, Fault>;
  /** Nothing to check is no fault. */
  readonly allowEmpty: boolean;
}
