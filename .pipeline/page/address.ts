import { fingerprintIn, formatHash, parseHash, type State } from "./state.ts";

/** The state in the page's address. */
export interface Address {
  readonly read: () => State;
  /** `push` makes an entry to go back to; `replace` changes the present one, a moment later. */
  readonly write: (state: State, how: "push" | "replace") => void;
}

// Browsers allow some hundred changes a minute; typing and walking through the list would use them up.
const DELAY_MS = 250;

/** `find` gives the number of the finding with this fingerprint. */
export function address(
  checks: readonly string[],
  start: State,
  find: (fingerprint: string) => number | undefined,
  onTravel: (state: State) => void,
): Address {
  let waiting: { readonly state: State; readonly timer: number } | undefined;
  const settle = (): void => {
    if (waiting === undefined) return;
    window.clearTimeout(waiting.timer);
    history.replaceState(null, "", urlOf(waiting.state, start));
    waiting = undefined;
  };
  const read = (): State => {
    const fingerprint = fingerprintIn(location.hash);
    if (fingerprint === undefined) return parseHash(location.hash, checks, start);
    return { ...start, at: find(fingerprint) };
  };
  window.addEventListener("popstate", () => {
    if (waiting !== undefined) window.clearTimeout(waiting.timer);
    waiting = undefined;
    onTravel(read());
  });
  window.addEventListener("pagehide", settle);
  return {
    read,
    write(state, how) {
      if (how === "replace") {
        if (waiting !== undefined) window.clearTimeout(waiting.timer);
        waiting = { state, timer: window.setTimeout(settle, DELAY_MS) };
      } else {
        settle();
        history.pushState(null, "", urlOf(state, start));
      }
    },
  };
}

function urlOf(state: State, start: State): string {
  const hash = formatHash(state, start);
  return hash === "" ? location.pathname + location.search : `#${hash}`;
}
