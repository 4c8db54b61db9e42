/** What one logical line of a requirements file refers to. */
export interface RequirementLine {
  /** Path of a file of the same kind: `-r other.txt`, `-c constraints.txt`. */
  readonly include?: string;
  /** Path of a local project, archive, index or folder of archives. */
  readonly local?: string;
  /** Whether the local project is installed as links to its source. */
  readonly editable: boolean;
  readonly hashed: boolean;
  /** Whether a folder there is a project to be built, and not one of archives. */
  readonly builds: boolean;
  /** The line in three: what comes before the words that name the path, these, and the rest. All is "before" without any. */
  readonly text: readonly [string, string, string];
}

type Env = Readonly<Record<string, string | undefined>>;

/** Where in a text a path stands, and which. */
interface Place {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

const ARCHIVE = /\.(whl|zip|tar\.(gz|bz2|xz|zst)|tgz|tbz|txz)$/i;

/** Reads a requirements file as uv does: comments, continued lines, `${VARIABLES}`. Remote addresses refer to nothing here. */
export function requirementLines(text: string, env: Env): readonly RequirementLine[] {
  // A comment ends with its line, as uv has it, whatever that line ends with.
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.replace(/(^|\s)#.*$/, ""));
  return lines
    .join("\n")
    .replaceAll("\\\n", " ")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => readLine(expand(line, env)));
}

/** The text with its variables filled in, as pip does. */
export function expand(text: string, env: Env): string {
  return text.replaceAll(/\$\{([A-Z0-9_]+)\}/g, (word, name: string) => env[name] ?? word);
}

/** The path that a `file:` address leads to; any other text is a path already. */
export function filePath(place: string): string {
  if (!place.toLowerCase().startsWith("file:")) return place;
  const path = place.replace(/^file:(\/\/(localhost(?=\/))?)?/i, "").replace(/[#?].*$/, "");
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function readLine(line: string): RequirementLine {
  const hashed = /\s--hash[=\s]/.test(line);
  const [head = "", option] = /^(-[rcefi]|--[a-z-]+)(?:\s*=\s*|\s*)/.exec(line) ?? [];
  const value = line.slice(head.length);
  const editable = option === "-e" || option === "--editable";
  const builds = editable || option === undefined;
  const found = (place: Place | undefined, what: "include" | "local" = "local"): RequirementLine => {
    if (place === undefined) return { editable: false, hashed, builds, text: [line, "", ""] };
    const [start, end] = [head.length + place.start, head.length + place.end];
    const parts = [line.slice(0, start), line.slice(start, end), line.slice(end)] as const;
    return { [what]: place.path, editable, hashed, builds, text: parts };
  };
  switch (option) {
    case "-r":
    case "--requirement":
    case "-c":
    case "--constraint": {
      const place = { path: filePath(unquoted(value)), start: 0, end: value.length };
      return found(isRemote(value) ? undefined : place, "include");
    }
    case "-e":
    case "--editable":
    case "-f":
    case "--find-links":
      return found(localOf(value, true));
    case "-i":
    case "--index-url":
    case "--extra-index-url":
    case undefined:
      return found(localOf(value, false));
    default:
      return found(undefined);
  }
}

/** `anyName`: also a bare word is a path. */
function localOf(words: string, anyName: boolean): Place | undefined {
  const [bare = ""] = words.split(/(?<!\s)(?:\s+(?:;|--)|\s*;\s)/);
  const start = /^[\w.-]+\s*(?:\[[^\]]*\]\s*)?@\s*/.exec(bare)?.[0].length ?? 0;
  const raw = bare
    .slice(start)
    .trimEnd()
    .replace(/(?<!#)#[^/]*$/, "")
    .replace(/(?<!\s)\s*\[[\w\s,.-]*\]$/, "");
  const place = unquoted(raw);
  if (isRemote(place) || place === "") return undefined;
  const isPath =
    anyName ||
    /^file:/i.test(place) ||
    /^\.{0,2}\//.test(place) ||
    /^\.{1,2}$/.test(place) ||
    ARCHIVE.test(place) ||
    /^[\w.-]+\/[^\s=<>~!]*$/.test(place) ||
    (start > 0 && /^[^\s:]+$/.test(place));
  return isPath ? { path: filePath(place), start, end: start + raw.length } : undefined;
}

function isRemote(place: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(place.trim()) && !/^file:/i.test(place.trim());
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, "$2");
}
