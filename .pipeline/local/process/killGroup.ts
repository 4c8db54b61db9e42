const GRACE_MS = 2000;

/**
 * Asks a process group to end, and after two seconds makes it; `done` is called then, when nobody of it is left.
 * A group that is gone already is no error.
 */
export function killGroup(group: number, done: () => void): void {
  send(group, "SIGTERM");
  const kill = () => {
    send(group, "SIGKILL");
    done();
  };
  // The timer keeps no program alive: whoever waits for the process waits for its exit, not for this.
  setTimeout(kill, GRACE_MS).unref();
}

/**
 * Ends at once what a process left running in its group when it ended by itself, as the end of a container would. To be
 * called in the moment of its exit: while the group has a member its id can't be given to another.
 */
export function endLeftovers(group: number): void {
  send(group, "SIGKILL");
}

function send(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // ESRCH: nobody left in the group.
  }
}
