/** How a style of the terminal is drawn. */
const CLASSES: Readonly<Record<string, string>> = { 1: "bold", 2: "dim", 31: "red", 32: "green", 33: "yellow" };
/** Styles that a code ends. */
const ENDS: Readonly<Record<string, readonly string[]>> = { 22: ["bold", "dim"], 39: ["red", "green", "yellow"] };
const [SIZE, LINE, COLUMN, MARGIN] = [14, 19, 8.43, 18];
const STYLE = `
  text { font: ${SIZE}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; white-space: pre }
  rect { fill: #f6f8fa; stroke: #d1d9e0 }
  .bold { font-weight: 600 } .dim { fill: #59636e } .red { fill: #c4242b } .green { fill: #17752f } .yellow { fill: #875400 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } rect { fill: #0d1117; stroke: #3d444d }
    .dim { fill: #9198a1 } .red { fill: #ff7b72 } .green { fill: #56d364 } .yellow { fill: #e3b341 }
  }
`;

interface Span {
  readonly text: string;
  readonly classes: readonly string[];
}

/**
 * What a terminal shows of this output, as an SVG that takes the reader's light or dark colours and a font of the reader's
 * machine. A code that it can't draw is an error, not a picture that lacks something.
 */
export function terminalSvg(output: string): string {
  const lines = spansOf(output.trimEnd());
  const columns = Math.max(...lines.map((line) => line.reduce((sum, { text }) => sum + [...text].length, 0)));
  const [width, height] = [Math.ceil(columns * COLUMN + 2 * MARGIN), lines.length * LINE + 2 * MARGIN - LINE + SIZE];
  const rows = lines.map((line, at) => row(line, MARGIN + SIZE - 2 + at * LINE)).filter((text) => text !== "");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<style>${STYLE}</style>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...rows,
    "</svg>\n",
  ].join("\n");
}

/** Each span stands at its own column, and is stretched to its width: fonts differ in theirs. */
function row(line: readonly Span[], y: number): string {
  let column = 0;
  const texts = line.map(({ text, classes }) => {
    const before = column;
    column += [...text].length;
    const [lead = ""] = /^ */.exec(text) ?? [];
    const shown = text.trim();
    if (shown === "") return "";
    const x = (MARGIN + (before + lead.length) * COLUMN).toFixed(1);
    const length = ([...shown].length * COLUMN).toFixed(1);
    const style = classes.length > 0 ? ` class="${classes.join(" ")}"` : "";
    return `<text x="${x}" y="${y}" textLength="${length}"${style}>${escaped(shown)}</text>`;
  });
  return texts.filter((text) => text !== "").join("");
}

function spansOf(output: string): readonly (readonly Span[])[] {
  const classes = new Set<string>();
  return output.split("\n").map((line) => {
    const spans: Span[] = [];
    // Links of OSC 8 are left out, their text stays.
    for (const [piece, code] of line
      .replace(/\x1b\]8;[^\x07\x1b]*(?:\x07|\x1b\\)/g, "")
      .matchAll(/\x1b\[(\d*)m|[^\x1b]+|\x1b/g)) {
      if (code === undefined && piece !== "\x1b") spans.push({ text: piece, classes: [...classes] });
      else if (CLASSES[code ?? ""] !== undefined) classes.add(CLASSES[code ?? ""] ?? "");
      else if (ENDS[code ?? ""] !== undefined) for (const name of ENDS[code ?? ""] ?? []) classes.delete(name);
      else
        throw new Error(`The picture of the terminal can't draw ${JSON.stringify(piece)} of ${JSON.stringify(line)}.`);
    }
    return spans;
  });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
