import { askProgram } from "../process/askProgram.ts";
import type { Env } from "./pythonCandidates.ts";

/** What a Python says of itself. */
export interface Probe {
  /** The executable itself: no shim, and not the link in a virtual environment. */
  readonly path: string;
  /** With its release level: `3.13.0`, `3.14.0rc1`. */
  readonly version: string;
  readonly minor: readonly [major: number, minor: number];
  /** CPython with the lock: the one that the pinned tools publish wheels for. */
  readonly standard: boolean;
}

// Tabs between the fields, one line, a word in front: shims may print something of their own.
const SCRIPT = `import os, sys
v = sys.version_info
base = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
name = getattr(getattr(sys, "implementation", None), "name", "cpython")
level = "" if v[3] == "final" else {"alpha": "a", "beta": "b"}.get(v[3], "rc") + str(v[4])
print("\\t".join(["drydock-python", name, "%d.%d.%d" % v[:3] + level, getattr(sys, "abiflags", ""), base]))
`;

const LIMIT_MS = 5000;

/** Runs a candidate. Undefined when it is no working Python: a shim that leads nowhere, one that hangs, another program. */
export async function probePython(path: string, env: Env, signal: AbortSignal): Promise<Probe | undefined> {
  // No site-packages, no variables, no current folder: nothing of the user's can change the answer.
  const stdout = await askProgram(path, ["-I", "-S", "-c", SCRIPT], env, LIMIT_MS, signal);
  if (stdout === undefined) return undefined;
  const line = stdout.split("\n").find((text) => text.startsWith("drydock-python\t"));
  const [, name, version = "", flags = "", base = ""] = line?.split("\t") ?? [];
  const [, major, minor] = /^(\d+)\.(\d+)\./.exec(version) ?? [];
  if (major === undefined || minor === undefined || !base.startsWith("/")) return undefined;
  return {
    path: base,
    version,
    minor: [Number(major), Number(minor)],
    standard: name === "cpython" && !flags.includes("t"),
  };
}
