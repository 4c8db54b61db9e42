/** What the next verdict is about, or that the source is to be fixed. */
export interface Round {
  readonly kind: "check" | "fix";
  /** What has changed since the last verdict. */
  readonly paths: readonly string[];
  /** Whether results that are kept do not count. */
  readonly anew: boolean;
}

/** Returns whether the round came to its end; one that was abandoned is made up for by the next. */
export type Work = (round: Round, signal: AbortSignal) => Promise<boolean>;

export interface Rounds {
  /** A check in progress is stale now, and begins again. */
  readonly changed: (paths: readonly string[]) => void;
  readonly again: () => void;
  readonly fix: () => void;
  /** Abandons the check in progress, and waits for more. */
  readonly drop: () => void;
  /** Abandons whatever is in progress, and begins nothing more. */
  readonly end: () => Promise<void>;
}

/** One round at a time. A change abandons a check, but never a fix, which writes to the user's files. */
export function rounds(work: Work): Rounds {
  const due = { check: false, fix: false, anew: false, paths: new Set<string>() };
  let current: { readonly kind: Round["kind"]; readonly stop: AbortController; dropped?: true } | undefined;
  let loop = Promise.resolve();
  let ended = false;

  const take = (): Round => {
    if (due.fix) {
      due.fix = false;
      return { kind: "fix", paths: [], anew: false };
    }
    const round: Round = { kind: "check", paths: [...due.paths].sort(), anew: due.anew };
    Object.assign(due, { check: false, anew: false, paths: new Set() });
    return round;
  };
  const ask = (round: Pick<Round, "paths" | "anew">) => {
    due.check = true;
    due.anew ||= round.anew;
    for (const path of round.paths) due.paths.add(path);
  };
  const run = async () => {
    while (!ended && (due.check || due.fix)) {
      const round = take();
      const own: typeof current = { kind: round.kind, stop: new AbortController() };
      current = own;
      const isDone = await work(round, own.stop.signal);
      current = undefined;
      // Nobody has heard yet of what it was about.
      if (!isDone && round.kind === "check" && !own.dropped) ask(round);
    }
  };
  const start = () => {
    if (current?.kind === "check") current.stop.abort();
    else if (current === undefined) loop = loop.then(run);
  };
  return {
    changed: (paths) => {
      ask({ paths, anew: false });
      start();
    },
    again: () => {
      ask({ paths: [], anew: true });
      start();
    },
    fix: () => {
      due.fix = true;
      start();
    },
    drop: () => {
      Object.assign(due, { check: false, anew: false, paths: new Set() });
      if (current?.kind !== "check") return;
      current.dropped = true;
      current.stop.abort();
    },
    end: async () => {
      ended = true;
      current?.stop.abort();
      await loop;
    },
  };
}
