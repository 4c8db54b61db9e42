import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";

/** A finding as `path|line|rule`, the way each tool itself says it. */
export type RawFindings = Readonly<Record<"lint" | "format" | "typecheck" | "ruff", readonly string[]>>;

export const ABOUT_SEVERAL = ["cyclic-import", "duplicate-code"];

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

/**
 * The four tools called directly, without Drydock, on a copy of the source: their own words, read here by other code
 * than the parsers. `environments` is the folder of the tools' environments, `work` an empty folder.
 */
export async function rawFindings(
  source: string,
  config: string,
  environments: string,
  work: string,
): Promise<RawFindings> {
  const cwd = join(work, "app", "src");
  mkdirSync(join(work, "app", ".git"), { recursive: true });
  cpSync(source, cwd, { recursive: true });
  const tool = async (name: string, program: string, ...args: readonly string[]) => {
    const folder = readdirSync(environments).find((entry) => entry.startsWith(`${name}-`)) ?? "";
    const env = { ...ENV, HOME: work, PYLINTHOME: join(work, "pylint"), BLACK_CACHE_DIR: join(work, "black") };
    return execa(join(environments, folder, "bin", program), args, { cwd, env, extendEnv: false, reject: false });
  };
  const pylint = await tool(
    "pylint",
    "python",
    "-m",
    "pylint",
    ".",
    "--rcfile",
    join(config, ".pylintrc"),
    "--fail-on=E,F",
    "-f",
    "json2",
    "-j",
    "2",
  );
  const black = await tool("black", "python", "-m", "black", "--check", ".", "--config", join(config, "black.toml"));
  const mypy = await tool(
    "mypy",
    "python",
    "-m",
    "mypy",
    "--config-file",
    join(config, "mypy.ini"),
    "--cache-dir",
    join(work, "mypy"),
    "-O",
    "json",
    ".",
  );
  const ruff = await tool(
    "ruff",
    "ruff",
    "check",
    "--no-cache",
    "--config",
    join(config, "pyproject.toml"),
    "--output-format",
    "json",
    ".",
  );
  const relative = (path: string) => path.replace(`${cwd}/`, "").replace(/^\.\//, "");
  type Message = Readonly<Record<string, string | number>>;
  const messages = (JSON.parse(pylint.stdout) as { messages: Message[] }).messages;
  return {
    // Where a message is about several files, Pylint names another of them from run to run.
    lint: messages
      .map(({ path, line, symbol }) =>
        ABOUT_SEVERAL.includes(String(symbol)) ? String(symbol) : `${relative(String(path))}|${line}|${symbol}`,
      )
      .sort(),
    format: [...black.stderr.matchAll(/^would reformat (.*)$/gm)].map(([, path]) => relative(path ?? "")).sort(),
    typecheck: mypy.stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => {
        const { file, line: at, code } = JSON.parse(line) as Message;
        return `${relative(String(file))}|${Math.max(1, Number(at))}|${code ?? "misc"}`;
      })
      .sort(),
    ruff: (JSON.parse(ruff.stdout) as { filename: string; location: { row: number }; code: string }[])
      .map(({ filename, location, code }) => `${relative(filename)}|${location.row}|${code}`)
      .sort(),
  };
}
