import type { Screen } from "../../local/ui/terminal.ts";

export interface RecordingScreen extends Screen {
  /** All that was written, as it was. */
  readonly written: () => string;
  /** The lines that a person sees now, without colours, once the erasing and moving of the cursor is done. */
  readonly visible: () => readonly string[];
}

/** A terminal of 100 columns that remembers. */
export function recordingScreen(isTTY: boolean): RecordingScreen {
  let all = "";
  return {
    isTTY,
    columns: 100,
    rows: 30,
    write: (text) => {
      all += text;
    },
    written: () => all,
    visible: () => show(all),
  };
}

// The few sequences that progress displays use: erase line, cursor up, first column, cursor shown or hidden, wrapping, colour.
const SEQUENCE = /\x1b\[(\??\d*(?:;\d+)*)([A-Za-z])|\n|[^\x1b\n]+/g;

function show(text: string): readonly string[] {
  const lines: string[] = [""];
  let row = 0;
  let column = 0;
  for (const [piece, argument = "", command] of text.matchAll(SEQUENCE)) {
    if (piece === "\n") {
      row += 1;
      column = 0;
      lines[row] ??= "";
    } else if (command === undefined) {
      lines[row] = `${(lines[row] ?? "").slice(0, column).padEnd(column)}${piece}`;
      column += piece.length;
    } else if (command === "A") row = Math.max(0, row - Number(argument || 1));
    else if (command === "G") column = 0;
    else if (command === "K") lines[row] = "";
    else if (command !== "m" && !["?25", "?7"].includes(argument))
      throw new Error(`unknown sequence ${JSON.stringify(piece)}`);
  }
  return lines.filter((line) => line !== "");
}
