import { printable } from "../src/report/safeText.ts";
import type { Item } from "./items.ts";

/** Something about a finding that readers paste elsewhere. */
interface Copy {
  readonly what: string;
  readonly text: string;
}

/** The place, the comment that silences the finding, the command that mends it, and the link to it. */
export function copiesOf(item: Item, page: string): readonly Copy[] {
  const suppression = suppressionOf(item);
  const command = fixCommand(item);
  return [
    { what: "Place", text: placeOf(item) },
    ...(suppression === undefined ? [] : [{ what: "Suppression", text: suppression }]),
    ...(command === undefined ? [] : [{ what: "Fix", text: command }]),
    { what: "Link", text: `${page.replace(/#.*/, "")}#finding-${item.fingerprint}` },
  ];
}

export function placeOf({ path, line, column }: Item): string {
  return `${printable(path)}:${line}:${column}`;
}

/** How each tool is told to leave a finding be; by checks, which the page knows. What is no rule of its tool has none. */
const COMMENTS: Readonly<Record<string, (rule: string) => string>> = {
  lint: (rule) => `# pylint: disable=${rule}`,
  format: () => "# fmt: skip",
  typecheck: (rule) => `# type: ignore[${rule}]`,
  ruff: (rule) => (rule === "unformatted" || rule === "formatters-disagree" ? "# fmt: skip" : `# noqa: ${rule}`),
  hadolint: (rule) => `# hadolint ignore=${rule}`,
};

/** What no comment silences: the file cannot be read, or the comment is the fault. */
const LOUD = /^(?:invalid-syntax|syntax|syntax-error|parse-error|astroid-error|fatal|io|E9\d\d|unused-ignore)$/;

/** The comment that silences a finding; none where the tool has none, or the rule is not a plain word. */
function suppressionOf({ check, rule, kind }: Item): string | undefined {
  if (kind === "fixed" || LOUD.test(rule) || !/^[A-Za-z][\w-]*$/.test(rule)) return undefined;
  return Object.hasOwn(COMMENTS, check) ? COMMENTS[check]?.(rule) : undefined;
}

/** The command that mends what the tool itself can mend; none for a path that a shell or a terminal would not take as it is. */
function fixCommand({ check, path, fix, kind }: Item): string | undefined {
  const mended = fix?.safe === true || (check === "format" && fix !== undefined);
  if (!mended || kind === "fixed" || printable(path) !== path) return undefined;
  const word = path.startsWith("-") ? `./${path}` : path;
  return `drydock fix ${/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`}`;
}
