import { TOOLS } from "../checks/catalog.ts";
import { DrydockError } from "../errors.ts";

/** The packages of a tool's lock, ready for an installer: one pinned package with its hashes per line. */
export interface Lock {
  readonly tool: string;
  readonly text: string;
}

const NAME = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
const EXTRAS = `\\[\\s*${NAME}(?:\\s*,\\s*${NAME})*\\s*\\]`;
const PACKAGE = new RegExp(`^(${NAME})\\s*(${EXTRAS})?\\s*==\\s*([0-9][A-Za-z0-9.!+_-]*)\\s*(?:;(.*))?$`);
// The tokens of a marker. A quoted space must not be followed by a hyphen: pip would read that as an option.
const MARKER = /\s+|[()]|===|[=!<>~]=|[<>]|[a-z_.]+|'[\w.*+!,]*(?:[ -][\w.*+!,]+)*'|"[\w.*+!,]*(?:[ -][\w.*+!,]+)*"/g;
const HASH = /\s--hash=sha256:([0-9a-fA-F]{64})(?=\s|$)/g;
// pip, unlike other programs, ends a line at some of these.
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]/;
const MAX_SHOWN_FAULTS = 3;

/**
 * Reads a user's lock. Of everything that pip and uv accept in a requirements file, only packages from the index are allowed.
 * The installer gets what was parsed here, never the file itself. Errors give the line number, not its text: the file may
 * be a link to anything.
 */
export function readLock(tool: string, file: string, text: string): Lock {
  const packages: string[] = [];
  const faults: string[] = [];
  const names = new Set<string>();
  for (const { line, at } of logicalLines(text.replace(/^\ufeff/, ""))) {
    const found = parsePackage(line);
    if ("fault" in found) faults.push(`line ${at} ${found.fault}`);
    else packages.push(found.line);
    if ("name" in found) names.add(found.name);
  }
  if (faults.length === 0 && !names.has(packageOf(tool))) faults.push(`it does not name ${packageOf(tool)}`);
  if (faults.length === 0) return { tool, text: packages.map((line) => `${line}\n`).join("") };
  const hidden = faults.length - MAX_SHOWN_FAULTS;
  const shown = [
    ...faults.slice(0, MAX_SHOWN_FAULTS),
    ...(hidden > 0 ? [`${hidden === 1 ? "1 more line" : `${hidden} more lines`} cannot be used either`] : []),
  ];
  throw new DrydockError(
    "broken",
    `The lock ${file} cannot be used: ${shown.join("; ")}.`,
    'A lock contains only packages from the index, each as "name==version" with its --hash=sha256:… Create it with ' +
      `"uv pip compile --universal --generate-hashes ${tool}.in -o ${file}", and set an index of ` +
      "your own in the environment (UV_DEFAULT_INDEX or PIP_INDEX_URL).",
  );
}

/** The oldest Python that the locks of the package are made for. */
export const OLDEST_PYTHON = "3.10";

/** Throws `misuse` for a Python that no lock is made for; `own` are the names of those in the config folder. */
export function refuseOldPython(python: string, own: readonly string[]): void {
  const minor = (version: string) => Number(version.split(".")[1]);
  if (own.length > 0 || minor(python) >= minor(OLDEST_PYTHON)) return;
  const hint = `Ask for ${OLDEST_PYTHON} or newer by --python or "python" in drydock.json; or lock older tools with \`drydock lock\`.`;
  throw new DrydockError("misuse", `The locked tools need Python ${OLDEST_PYTHON} or newer, not ${python}.`, hint);
}

/** The package that brings a tool. */
export function packageOf(tool: string): string {
  const source = TOOLS.find(({ name }) => name === tool)?.source;
  return (source?.kind === "lock" && source.package) || tool;
}

/** The version of the tool itself. */
export function lockedVersion({ tool, text }: Lock): string {
  const line = text.split("\n").find((one) => one.toLowerCase().startsWith(`${packageOf(tool)}==`));
  return /==(\S+)/.exec(line ?? "")?.[1] ?? "";
}

/** What a user should know about the files in the config folder's `requirements`. */
export function lockNotices(names: readonly string[]): readonly string[] {
  if (!names.includes("uv.txt")) return [];
  return [
    "requirements/uv.txt in the config folder is not used: uv, which installs the tools, is always Drydock's own version.",
  ];
}

/** As in pip: a backslash at the end continues on the next line, unless the line is a comment. */
function logicalLines(text: string): readonly { readonly line: string; readonly at: number }[] {
  const found: { line: string; at: number }[] = [];
  let continued = false;
  for (const [index, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const comment = /^\s*#/.test(whole);
    const continues = !comment && whole.endsWith("\\");
    const line = CONTROL.test(whole) ? "\0" : (continues ? whole.slice(0, -1) : whole).replace(/(^|\s)#.*$/, "");
    const last = found.at(-1);
    if (continued && last !== undefined) last.line += ` ${line}`;
    else found.push({ line, at: index + 1 });
    continued = continues;
  }
  return found.map(({ line, at }) => ({ line: line.trim(), at })).filter(({ line }) => line !== "");
}

function parsePackage(line: string): { readonly name: string; readonly line: string } | { readonly fault: string } {
  if (CONTROL.test(line)) return { fault: "contains a control character" };
  if (line.startsWith("-")) return { fault: "is an option" };
  const hashes = [...line.matchAll(HASH)].map(([, hash = ""]) => `--hash=sha256:${hash.toLowerCase()}`);
  const bare = line.replaceAll(HASH, "").trim();
  const [, name, extras = "", version, marker = ""] = PACKAGE.exec(bare) ?? [];
  if (name === undefined) return { fault: faultIn(bare) };
  if (marker.replaceAll(MARKER, "") !== "") return { fault: "has an invalid marker" };
  if (hashes.length === 0) return { fault: "has no --hash=sha256:…" };
  const condition = marker.trim() === "" ? "" : ` ; ${marker.trim().replaceAll(/\s+/g, " ")}`;
  const normal = name.toLowerCase().replaceAll(/[-_.]+/g, "-");
  return { name: normal, line: `${name}${extras.replaceAll(/\s+/g, "")}==${version}${condition} ${hashes.join(" ")}` };
}

function faultIn(bare: string): string {
  if (/\$\{/.test(bare)) return "has an environment variable";
  if (/^[\w.-]+\s*(?:\[[^\]]*\])?\s*@|:\/\/|^file:/i.test(bare)) return "has a URL instead of a version";
  if (/\s--?[A-Za-z]/.test(bare)) return "has an option that is not allowed in a lock";
  if (/^(?:[./~\\]|[\w.-]+\/)|\.(?:whl|zip|tar\.\w+|tgz)$/i.test(bare)) return "is a path";
  return 'is not "name==version"';
}
