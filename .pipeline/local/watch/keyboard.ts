/** Standard input, if it is a terminal. */
export interface Keyboard {
  readonly setRawMode: (raw: boolean) => unknown;
  readonly on: (event: "data", listener: (typed: Buffer | string) => void) => unknown;
  readonly off: (event: "data", listener: (typed: Buffer | string) => void) => unknown;
  readonly resume: () => unknown;
  readonly pause: () => unknown;
}

const CTRL_C = "\x03";
const CTRL_D = "\x04";

/** Calls what belongs to a key as soon as it is pressed, without Enter. Returns what gives the terminal back. */
export function readKeys(keyboard: Keyboard, keys: Readonly<Record<string, () => void>>, quit: () => void): () => void {
  const listen = (typed: Buffer | string) => {
    const text = typed.toString();
    // The sequence of an arrow or a function key holds letters too.
    if (text.startsWith("\x1b")) return;
    for (const key of text) {
      if ([CTRL_C, CTRL_D, "q"].includes(key)) return quit();
      keys[key]?.();
    }
  };
  const restore = () => {
    keyboard.off("data", listen);
    try {
      keyboard.setRawMode(false);
      keyboard.pause();
    } catch {
      // The terminal has been closed.
    }
    process.off("exit", restore);
  };
  // A second signal ends the process without coming back here.
  process.once("exit", restore);
  keyboard.setRawMode(true);
  keyboard.on("data", listen);
  keyboard.resume();
  return restore;
}
