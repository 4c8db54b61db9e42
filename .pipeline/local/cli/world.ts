import type { Outlet } from "../ui/outlet.ts";

/** What the doors are given of the process they run in. */
export interface CliWorld {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Outlet;
  readonly stderr: Outlet;
  readonly signal: AbortSignal;
}
