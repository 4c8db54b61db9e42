/** Code points of a line that was cut: 400 of its own, and the mark. */
const CUT = 401;

/** Whether a line of the report's context is only the start of the file's, which its last character `…` marks. */
export function isCutLine(text: string): boolean {
  return text.endsWith("…") && [...text.slice(0, 2 * CUT + 1)].length === CUT;
}
