/** The Python that runs the tools. */
export interface Interpreter {
  /** Absolute, a real executable and no shim. */
  readonly path: string;
  /** With its release level: `3.13.0`, `3.14.0rc1`. */
  readonly version: string;
  /** As the settings say it: `3.13`. */
  readonly wanted: string;
  readonly matches: boolean;
}
