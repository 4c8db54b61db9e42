import { TOOLS } from "../checks/catalog.ts";
import { DrydockError } from "../errors.ts";

/** The packages of a tool's lock, ready for an installer: one line each, every one pinned, with its hashes. */
export interface Lock {
  readonly tool: string;
  readonly text: string;
}

const NAME = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
const EXTRAS = `\\[\\s*${NAME}(?:\\s*,\\s*${NAME})*\\s*\\]`;
const PACKAGE = new RegExp(`^(${NAME})\\s*(${EXTRAS})?\\s*==\\s*([0-9][A-Za-z0-9.!+_-]*)\\s*(?:;(.*))?$`);
// The words of a marker. No space in quotes has a hyphen behind it: pip would take that for an option.
const MARKER = /\s+|[()]|===|[=!<>~]=|[<>]|[a-z_.]+|'[\w.*+!,]*(?:[ -][\w.*+!,]+)*'|"[\w.*+!,]*(?:[ -][\w.*+!,]+)*"/g;
const HASH = /\s--hash=sha256:([0-9a-fA-F]{64})(?=\s|$)/g;
// Some of them end a line for pip, and for nobody else.
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]/;
const MOST_FAULTS = 3;

/**
 * Reads a lock of the user's. Of what pip and uv take in a requirements file it may hold packages of the index alone. The
 * installer gets what was understood here, never the file itself. A fault says the line, not what stands there: the file
 * may be a link to anything.
 */
export function readLock(tool: string, file: string, text: string): Lock {
  const packages: string[] = [];
  const faults: string[] = [];
  const names = new Set<string>();
  for (const { line, at } of logicalLines(text.replace(/^\ufeff/, ""))) {
    const found = packageIn(line);
    if ("fault" in found) faults.push(`line ${at} ${found.fault}`);
    else packages.push(found.line);
    if ("name" in found) names.add(found.name);
  }
  if (faults.length === 0 && !names.has(packageOf(tool))) faults.push(`it does not name ${packageOf(tool)}`);
  if (faults.length === 0) return { tool, text: packages.map((line) => `${line}\n`).join("") };
  const rest = faults.length - MOST_FAULTS;
  const told = [
    ...faults.slice(0, MOST_FAULTS),
    ...(rest > 0 ? [`${rest === 1 ? "1 more line" : `${rest} more lines`} can't be used either`] : []),
  ];
  throw new DrydockError(
    "broken",
    `The lock ${file} can't be used: ${told.join("; ")}.`,
    'A lock holds packages of the index alone, each as "name==version" with its --hash=sha256:… Make it by ' +
      `"uv pip compile --universal --generate-hashes ${tool}.in -o ${file}", and set an index of ` +
      "your own in the environment (UV_DEFAULT_INDEX or PIP_INDEX_URL).",
  );
}

/** The package that brings a tool. */
export function packageOf(tool: string): string {
  const source = TOOLS.find(({ name }) => name === tool)?.source;
  return (source?.kind === "lock" && source.package) || tool;
}

/** What a user should know about the files in the config folder's `requirements`. */
export function lockNotices(names: readonly string[]): readonly string[] {
  if (!names.includes("uv.txt")) return [];
  return [
    "requirements/uv.txt in the config folder is not used: uv, which installs the tools, is always Drydock's own version.",
  ];
}

/** As pip has it: a backslash at the end goes on in the next line, unless the line is a comment. */
function logicalLines(text: string): readonly { readonly line: string; readonly at: number }[] {
  const found: { line: string; at: number }[] = [];
  let open = false;
  for (const [index, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const comment = /^\s*#/.test(whole);
    const goesOn = !comment && whole.endsWith("\\");
    const line = CONTROL.test(whole) ? "\0" : (goesOn ? whole.slice(0, -1) : whole).replace(/(^|\s)#.*$/, "");
    const last = found.at(-1);
    if (open && last !== undefined) last.line += ` ${line}`;
    else found.push({ line, at: index + 1 });
    open = goesOn;
  }
  return found.map(({ line, at }) => ({ line: line.trim(), at })).filter(({ line }) => line !== "");
}

function packageIn(line: string): { readonly name: string; readonly line: string } | { readonly fault: string } {
  if (CONTROL.test(line)) return { fault: "holds a control character" };
  if (line.startsWith("-")) return { fault: "is an option" };
  const hashes = [...line.matchAll(HASH)].map(([, hash = ""]) => `--hash=sha256:${hash.toLowerCase()}`);
  const bare = line.replaceAll(HASH, "").trim();
  const [, name, extras = "", version, marker = ""] = PACKAGE.exec(bare) ?? [];
  if (name === undefined) return { fault: faultOf(bare) };
  if (marker.replaceAll(MARKER, "") !== "") return { fault: "has a marker that can't be read" };
  if (hashes.length === 0) return { fault: "has no --hash=sha256:…" };
  const condition = marker.trim() === "" ? "" : ` ; ${marker.trim().replaceAll(/\s+/g, " ")}`;
  const normal = name.toLowerCase().replaceAll(/[-_.]+/g, "-");
  return { name: normal, line: `${name}${extras.replaceAll(/\s+/g, "")}==${version}${condition} ${hashes.join(" ")}` };
}

function faultOf(bare: string): string {
  if (/\$\{/.test(bare)) return "has a variable of the environment";
  if (/^[\w.-]+\s*(?:\[[^\]]*\])?\s*@|:\/\/|^file:/i.test(bare)) return "names an address instead of a version";
  if (/\s--?[A-Za-z]/.test(bare)) return "has an option that a lock may not have";
  if (/^(?:[./~\\]|[\w.-]+\/)|\.(?:whl|zip|tar\.\w+|tgz)$/i.test(bare)) return "is a path";
  return 'is not "name==version"';
}
