import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { ROOT, TEST_CACHE } from "./cli.ts";

export type Check = "lint" | "format-check" | "typecheck" | "ruff" | "test";
export type Fixer = "format" | "ruff-fix" | "fix";
export type Ending = "clean" | "findings" | "broken";

/** What a tool answers at the root of a checkout: findings as `path:line:column rule message`, sorted. */
interface Answer {
  readonly ends: Ending;
  readonly findings: readonly string[];
  /** Its own, for who wonders why. */
  readonly words: string;
}

type Fields = Readonly<Record<string, string | number | null>>;
/** A tool that ran, and the root as its messages may name it. */
interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly root: string;
}
type Read = (ran: Ran) => Pick<Answer, "ends" | "findings">;

const ENV = {
  LANG: "C.UTF-8",
  NO_COLOR: "1",
  PATH: "/usr/bin:/bin",
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONHASHSEED: "0",
  PYTHONNOUSERSITE: "1",
  PYTHONUTF8: "1",
  TERM: "dumb",
};
/** As its script starts a tool: without the working directory on Python's path, where `-m` puts it. */
const AS_SCRIPT = { PYTHONSAFEPATH: "1" };

/** The tools as a user calls them at the root, with the options that turn caches off and make the output readable here. */
const RUFF = ["ruff", "check", "--no-cache", "--output-format=json"];
const RUFF_FORMAT = ["ruff", "format", "--no-cache"];
const BLACK = ["python", "-m", "black"];
const PYLINT = ["python", "-m", "pylint", "--output-format=json2", "--persistent=n"];
const MYPY = ["python", "-m", "mypy", "--cache-dir=/dev/null", "--output=json"];
const PYTEST = ["python", "-m", "pytest", "-p", "no:cacheprovider", "--tb=line", "-rf"];

/** Where a tool is called, and on what; `config` is the folder whose files are handed over by options. */
export interface Place {
  readonly root: string;
  readonly config: string;
  readonly targets: readonly string[];
}

export async function rawCheck(check: Check, place: Place): Promise<Answer> {
  const { root, targets } = place;
  const { argv, read } = toolOf(check, place);
  const ran = await run(root, [...argv, ...targets]);
  const { ends, findings } = read(ran);
  return { ends, findings: findings.map((finding) => finding.replaceAll(`${root}/`, "")).sort(), words: ran.stderr };
}

/** Lets a fixer's tools rewrite the files of this root; what cannot be fixed is none of its business. */
export async function rawFix(fixer: Fixer, place: Place): Promise<void> {
  const { root, targets } = place;
  const config = given(place, "pyproject.toml");
  const format = byRuff(place) ? [...RUFF_FORMAT, ...config] : [...BLACK, ...given(place, "black.toml")];
  const ruff = [...RUFF, "--fix", ...config];
  const tools = { format: [format], "ruff-fix": [ruff], fix: [ruff, format] }[fixer];
  for (const argv of tools) await run(root, [...argv, ...targets]);
}

function toolOf(check: Check, place: Place): { readonly argv: readonly string[]; readonly read: Read } {
  if (check === "lint") return { argv: [...PYLINT, ...given(place, ".pylintrc", "--rcfile")], read: readPylint };
  if (check === "typecheck") return { argv: [...MYPY, ...given(place, "mypy.ini", "--config-file")], read: readMypy };
  if (check === "test") return { argv: [...PYTEST, ...given(place, "pytest.ini", "-c")], read: readPytest };
  const config = given(place, "pyproject.toml");
  if (check === "ruff") return { argv: [...RUFF, ...config], read: readRuff };
  if (!byRuff(place)) return { argv: [...BLACK, "--check", ...given(place, "black.toml")], read: readBlack };
  return { argv: [...RUFF_FORMAT, "--check", "--output-format=json", ...config], read: readRuff };
}

/** The option that hands a tool its config, where the config folder has one. */
function given({ root, config }: Place, file: string, option = "--config"): readonly string[] {
  return existsSync(join(root, config, file)) ? [option, `${config}/${file}`] : [];
}

function byRuff({ root, config }: Place): boolean {
  const settings = join(root, config, "drydock.json");
  return existsSync(settings) && readFileSync(settings, "utf8").includes('"formatter": "ruff"');
}

async function run(root: string, [program = "", ...words]: readonly string[]): Promise<Ran> {
  const tool = program === "ruff" ? program : (words[1] ?? "");
  const home = realpathSync(mkdtempSync(join(tmpdir(), "drydock-home-")));
  const env = { ...ENV, ...(tool === "pytest" ? {} : AS_SCRIPT), HOME: home, PYLINTHOME: home, BLACK_CACHE_DIR: home };
  try {
    const options = { cwd: root, env, extendEnv: false, reject: false } as const;
    const { exitCode, stdout, stderr } = await execa(join(environmentOf(tool), "bin", program), words, options);
    return { code: exitCode ?? -1, stdout, stderr, root };
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The environment that Drydock made of the lock it brings: it holds the locked version. */
function environmentOf(tool: string): string {
  const lock = readFileSync(join(ROOT, ".pipeline/requirements", `${tool}.txt`), "utf8");
  const version = new RegExp(`^${tool}==([\\w.]+)`, "m").exec(lock)?.[1];
  const all = join(TEST_CACHE, "environments");
  const libraries = readdirSync(all)
    .filter((name) => name.startsWith(`${tool}-`))
    .flatMap((name) => readdirSync(join(all, name, "lib")).map((python) => [name, python] as const));
  const found = libraries.find(([name, python]) =>
    existsSync(join(all, name, "lib", python, "site-packages", `${tool}-${version}.dist-info`)),
  );
  if (found === undefined) throw new Error(`No environment of ${tool} ${version} in ${all}.`);
  return join(all, found[0]);
}

const readRuff: Read = ({ code, stdout }) => {
  if (code === 2) return { ends: "broken", findings: [] };
  const items = JSON.parse(stdout === "" ? "[]" : stdout) as (Fields & { location: Fields })[];
  const findings = items.map(({ filename, location, code: rule, message, cell }) => {
    const words = rule === "unformatted" ? "would be reformatted by Ruff" : message;
    return `${filename}:${location.row}:${location.column} ${rule} ${cell == null ? "" : `cell ${cell}: `}${words}`;
  });
  return { ends: code === 0 ? "clean" : "findings", findings };
};

const readBlack: Read = ({ code, stderr }) => {
  const changed = [...stderr.matchAll(/^would reformat (.*)$/gm)].map(([, path]) => path);
  const findings = changed.map((path) => `${path}:1:1 unformatted would be reformatted by Black`);
  return { ends: code === 0 ? "clean" : code === 1 ? "findings" : "broken", findings };
};

const readMypy: Read = ({ code, stdout, root }) => {
  const items = stdout.split("\n").filter((line) => line.startsWith("{"));
  const findings = items.map((line) => {
    const item = JSON.parse(line) as Fields;
    const rule = item["code"] ?? (item["severity"] === "note" ? "note" : "misc");
    const column = Number(item["column"]) + (rule === "syntax" ? 0 : 1);
    const message = [item["message"], item["hint"]].filter((words) => words !== null).join("\n");
    const place = `${String(item["file"]).replace(`${root}/`, "")}:${Math.max(1, Number(item["line"]))}:${Math.max(1, column)}`;
    return `${place} ${rule} ${message.replace(/\n *See https:\S+#missing-imports$/, "")}`;
  });
  if (code === 0) return { ends: "clean", findings };
  return { ends: findings.length > 0 ? "findings" : "broken", findings };
};

/** The score decides, and errors, which Drydock always has fail; what Pylint says of its config is no finding. */
const readPylint: Read = ({ code, stdout, root }) => {
  if (code === 32) return { ends: "broken", findings: [] };
  const { messages } = JSON.parse(stdout.slice(stdout.indexOf("{"))) as { messages: Fields[] };
  const sound = messages.filter(({ path }) => String(path).endsWith(".py"));
  const findings = sound.map(({ path, line, column, symbol, message }) => {
    const text =
      readFileSync(join(root, String(path)))
        .toString("latin1")
        .split("\n")[Number(line) - 1] ?? "";
    const before = Buffer.from(text.slice(0, Number(column)), "latin1").toString("utf8");
    return `${path}:${line}:${symbol === "syntax-error" ? column : [...before].length + 1} ${symbol} ${message}`;
  });
  const errors = sound.some(({ type }) => type === "error" || type === "fatal");
  return { ends: code !== 0 || errors ? "findings" : "clean", findings };
};

const readPytest: Read = ({ code, stdout, root }) => {
  const names = [...stdout.matchAll(/^FAILED [^\n]*?::(\S+)/gm)].map(([, name]) => name);
  const places = [...stdout.matchAll(/^(\/\S+?:\d+): /gm)].map(([, place]) => place?.replace(`${root}/`, ""));
  const findings = places.map((place, index) => `${place}:1 test-failure ${names[index]}`);
  return { ends: code === 0 ? "clean" : findings.length > 0 ? "findings" : "broken", findings };
};
