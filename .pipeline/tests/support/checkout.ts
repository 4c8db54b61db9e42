import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Finding, Run } from "../../src/model.ts";
import { drydock } from "./callCli.ts";
import { type Check, type Ending, type Fixer, type Place, rawCheck, rawFix } from "./rawTools.ts";

/** What the raw tool says: its findings as `path:line rule`, how it ends where they do not tell, and what else is so. */
interface Said {
  readonly finds: readonly string[];
  readonly ends?: Ending;
  /** What a notice of Drydock's must say: what the tool only warns about, or that nothing configures it. */
  readonly notices?: readonly RegExp[];
}

/** A small repository, what is asked there, and what the raw tools answer at its root: the row of a table. */
export interface Checkout {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** Link → its target. */
  readonly links?: Readonly<Record<string, string>>;
  /** Of the folder that holds the files. */
  readonly name?: string;
  /** Shell lines that make a checkout of the files, run in their folder; by default git tracks all of them. */
  readonly steps?: readonly string[];
  /** Where its root is, seen from the folder of the files. */
  readonly root?: string;
  /** Shell lines that take away, at the root, what Drydock's tree is meant not to hold; the raw tools would see it. */
  readonly rawSteps?: readonly string[];
  /** Where Drydock is called, seen from the root. */
  readonly at?: string;
  /** The config folder, where Drydock is told of one. */
  readonly config?: string;
  /** Variables that Drydock is called with. */
  readonly env?: Readonly<Record<string, string>>;
  /** Drydock's words after the verb; none lets it find the targets. */
  readonly args?: readonly string[];
  /** What the raw tool is given: the same targets, relative to the root. */
  readonly targets: readonly string[];
  readonly checks?: Readonly<Partial<Record<Check, readonly string[] | Said>>>;
  /** The files that the raw fixer changes. */
  readonly fixes?: Readonly<Partial<Record<Fixer, readonly string[]>>>;
}

const GIT = ["git init -q", "git add -A"];

/** A test for each verb of each row. */
export function sameAnswers(rows: readonly Checkout[]): void {
  for (const row of rows) {
    for (const [verb, said] of Object.entries(row.checks ?? {})) {
      it(`${row.title}: ${verb}`, () => sameFindings(row, verb as Check, "finds" in said ? said : { finds: said }));
    }
    for (const [verb, changes] of Object.entries(row.fixes ?? {})) {
      it(`${row.title}: ${verb}`, () => sameBytes(row, verb as Fixer, changes));
    }
  }
}

async function sameFindings(row: Checkout, check: Check, said: Said): Promise<void> {
  const raw = await rawCheck(check, placeOf(row, rawCheckout(row)));
  // First that the row is right: one in which the tool would find nothing anyway proves nothing.
  const found = raw.findings.map((finding) => finding.replace(/^(.+?:\d+):\d+ (\S+).*$/s, "$1 $2"));
  const ends = said.ends ?? (said.finds.length === 0 ? "clean" : "findings");
  expect({ ends: raw.ends, finds: found }, `the raw tool: ${raw.words}`).toEqual({ ends, finds: said.finds });
  const { notices, words, ...answer } = await ownAnswer(row, checkout(row), check);
  expect(answer, words).toEqual({ ends: raw.ends, findings: raw.findings });
  for (const words of said.notices ?? []) expect(notices.join("\n")).toMatch(words);
}

async function sameBytes(row: Checkout, fixer: Fixer, changes: readonly string[]): Promise<void> {
  const root = rawCheckout(row);
  const before = treeOf(root);
  await rawFix(fixer, placeOf(row, root));
  const after = treeOf(root);
  expect(changedIn(before, after), "files that the raw tool changes").toEqual(changes);
  const own = checkout(row);
  const was = treeOf(own);
  const { stderr } = await call(row, own, [fixer]);
  const now = treeOf(own);
  expect(changedIn(was, now), stderr).toEqual(changes);
  expect(changes.map((path) => now[path])).toEqual(changes.map((path) => after[path]));
}

type Bytes = ReturnType<typeof treeOf>;

/** Paths that are new, gone or not the same. */
function changedIn(before: Bytes, after: Bytes): readonly string[] {
  return Object.keys({ ...before, ...after }).filter((path) => after[path] !== before[path]);
}

/** Its folders are named alike and lie alone, so that what lies beside the root is the same too. */
function checkout({ files, links = {}, name = "checkout", steps = GIT, root = "." }: Checkout): string {
  const parent = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "drydock-checkout-")));
  onTestFinished(() => fs.rmSync(parent, { recursive: true, force: true, maxRetries: 3 }));
  const folder = join(parent, name);
  for (const [path, content] of Object.entries(files)) {
    fs.mkdirSync(dirname(join(folder, path)), { recursive: true });
    fs.writeFileSync(join(folder, path), content);
  }
  for (const [path, target] of Object.entries(links)) fs.symlinkSync(target, join(folder, path));
  shell(steps, folder);
  return join(folder, root);
}

function placeOf({ config = ".config", targets }: Checkout, root: string): Place {
  return { root, config, targets };
}

function rawCheckout(row: Checkout): string {
  const root = checkout(row);
  shell(row.rawSteps ?? [], root);
  return root;
}

function shell(lines: readonly string[], cwd: string): void {
  if (lines.length === 0) return;
  execFileSync("sh", ["-ec", lines.join("\n")], { cwd, env: { ...process.env, ...ENV }, stdio: "pipe" });
}

/** Git as a stranger has it, whatever the user of this machine has set. */
const ENV = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  ...{ GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@b", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@b" },
};

const ENDINGS: Readonly<Record<string, Ending>> = { passed: "clean", failed: "findings", broken: "broken" };

function call({ at = ".", args = [], config, env = {} }: Checkout, root: string, words: readonly string[]) {
  const folder = config === undefined ? [] : ["--config", config];
  return drydock(join(root, at), [...words, ...args, ...folder], { ...ENV, ...env });
}

async function ownAnswer(row: Checkout, root: string, check: Check) {
  const { stdout, stderr } = await call(row, root, [check, "--json"]);
  if (stdout === "") return { ends: "refused", findings: [], notices: [], words: stderr };
  const { results, notices } = JSON.parse(stdout) as Run;
  const [result] = results;
  return {
    ends: ENDINGS[result?.verdict ?? ""] ?? result?.verdict,
    findings: (result?.findings ?? [])
      .filter(({ opinion }) => opinion !== true)
      .map(short)
      .sort(),
    notices: [...notices, ...(result?.notices ?? [])],
    words: result?.reason ?? "",
  };
}

/** The tests' words are Drydock's own: of them only which test failed, and where. */
function short({ check, path, line, column, rule, message }: Finding): string {
  if (check === "test") return `${path}:${line}:1 ${rule} ${message.split(": ")[0]}`;
  return `${path}:${line}:${column} ${rule} ${message}`;
}

/** What each path holds, its mode and where a link leads; not git's own. */
function treeOf(root: string): Readonly<Record<string, string>> {
  const paths = fs
    .readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => !/^\.git(\/|$)/.test(path));
  const kept = paths.map((path): [string, string] => {
    const status = fs.lstatSync(join(root, path));
    if (status.isSymbolicLink()) return [path, `-> ${fs.readlinkSync(join(root, path))}`];
    return [
      path,
      status.isFile() ? `${status.mode.toString(8)} ${fs.readFileSync(join(root, path), "latin1")}` : "folder",
    ];
  });
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}
