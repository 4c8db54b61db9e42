/** What one logical line of a requirements file refers to. */
export interface RequirementLine {
  /** Path of a file of the same kind: `-r other.txt`, `-c constraints.txt`. */
  readonly include?: string;
  /** Path of a local project, archive or folder of archives. */
  readonly local?: string;
  /** Whether the local project is installed as links to its source. */
  readonly editable: boolean;
  readonly hashed: boolean;
}

const ARCHIVE = /\.(whl|zip|tar\.(gz|bz2|xz|zst)|tgz|tbz|txz)$/i;

/** Reads a requirements file as uv does: comments, continued lines, `${VARIABLES}`. Remote addresses refer to nothing here. */
export function requirementLines(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): readonly RequirementLine[] {
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
export function expand(text: string, env: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(/\$\{([A-Z0-9_]+)\}/g, (word, name: string) => env[name] ?? word);
}

function readLine(line: string): RequirementLine {
  const hashed = /\s--hash[=\s]/.test(line);
  const [, option, value = ""] = /^(-[rcef]|--[a-z-]+)(?:\s*=\s*|\s*)(.*)$/.exec(line) ?? [];
  switch (option) {
    case "-r":
    case "--requirement":
    case "-c":
    case "--constraint":
      return isRemote(value)
        ? { editable: false, hashed }
        : { include: filePath(unquoted(value)), editable: false, hashed };
    case "-e":
    case "--editable": {
      const project = localOf(value, true);
      return { ...project, editable: project.local !== undefined, hashed };
    }
    case "-f":
    case "--find-links":
      return { ...localOf(value, true), editable: false, hashed };
    case undefined:
      return { ...localOf(line, false), editable: false, hashed };
    default:
      return { editable: false, hashed };
  }
}

/** `anyName`: also a bare word is a path. */
function localOf(words: string, anyName: boolean): { local?: string } {
  const [bare = ""] = words.split(/(?<!\s)(?:\s+(?:;|--)|\s*;\s)/);
  const place = unquoted((/^[\w.-]+(?:\[[^\]]*\])?\s*@\s*(.+)$/.exec(bare)?.[1] ?? bare).trim()).replace(
    /\[[\w\s,.-]*\]$/,
    "",
  );
  if (isRemote(place) || place === "") return {};
  const isPath =
    anyName ||
    place.startsWith("file:") ||
    /^\.{0,2}\//.test(place) ||
    /^\.{1,2}$/.test(place) ||
    ARCHIVE.test(place) ||
    /^[\w.-]+\/[^\s=<>~!]*$/.test(place);
  return isPath ? { local: filePath(place) } : {};
}

function isRemote(place: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(place) && !place.toLowerCase().startsWith("file:");
}

function filePath(place: string): string {
  if (!place.toLowerCase().startsWith("file:")) return place;
  return decodeURIComponent(place.replace(/^file:(\/\/[^/]*)?/i, "").replace(/[#?].*$/, ""));
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, "$2");
}
