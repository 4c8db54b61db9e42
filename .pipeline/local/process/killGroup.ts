const GRACE_MS = 2000;

/** Asks a process group to end, and after two seconds makes it. A group that is gone already is no error. */
export function killGroup(group: number): void {
  send(group, "SIGTERM");
  // The timer keeps no program alive: whoever waits for the process waits for its exit, not for this.
  setTimeout(() => send(group, "SIGKILL"), GRACE_MS).unref();
}

function send(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // ESRCH: nobody left in the group.
  }
}
