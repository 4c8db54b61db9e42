import type { Plan, Tool } from "../../src/model/plan.ts";
import type { ConfigFolder } from "./configFolder.ts";
import { configText, type ReadConfig, readIni, readPytestIni, readToml, type Setting } from "./readConfig.ts";

/** How a tool reads its config, and what it makes of a setting: does it lead out? Undefined: see what its value looks like. */
interface Reading {
  readonly read: ReadConfig;
  readonly leadsOut: (setting: Setting) => boolean | undefined;
}

/**
 * What a setting whose value is looked at leads to: an absolute path, `~`, a variable, `..`. Each at the start of a
 * word, or right after a short option of pytest's (`-c/etc/x`). `..` counts anywhere in a path: config files are placed
 * outside of the source, and a link can make `a/../..` of an innocent `a/..`.
 */
const OUTWARD = [
  /(?<![\w.*?)\]}/-])\//,
  /(?<![\w.)\]}*\\/-])~(?=[\w/\s,:;]|$)/,
  /\$[\w{(]/,
  /(?<![\w.])\.\.(?![\w.])/,
  /(?:^|\s)-\w+(?:\/|~|\.\.)/,
];

/** Regular expressions and words: they name no file, whatever they look like. */
const NO_PATH: Readonly<Partial<Record<Tool, ReadonlySet<string>>>> = {
  pylint: new Set([
    ...["ignore", "ignore-paths", "ignore-patterns", "ignore-long-lines", "ignore-pattern-in-long-lines"],
    ...["ignored-argument-names", "exclude-too-few-public-methods", "msg-template"],
    ...["spelling-ignore-comment-directives", "spelling-ignore-words"],
  ]),
  // Its cache folder is Drydock's.
  mypy: new Set(["exclude", "cache_dir"]),
  pytest: new Set(["filterwarnings", "markers", "required_plugins", "cache_dir"]),
  black: new Set(["include", "exclude", "extend-exclude", "force-exclude"]),
  ruff: new Set([
    ...["include", "extend-include", "exclude", "extend-exclude", "per-file-ignores", "extend-per-file-ignores"],
    ...["dummy-variable-rgx", "notice-rgx", "task-tags", "allowed-confusables", "import-heading", "banned-api"],
    ...["hardcoded-tmp-directory", "hardcoded-tmp-directory-extend", "cache-dir"],
  ]),
};

const READINGS: Readonly<Partial<Record<Tool, Reading>>> = {
  pylint: {
    read: (text) => readIni(text, { inlineComments: true }),
    leadsOut: ({ path: [name = ""], value }) => {
      // Code, and a dictionary of the system's.
      if (name === "init-hook" || name === "spelling-dict") return value !== "";
      if (name === "evaluation") return !isArithmetic(value);
      // It puts together what another setting holds a part of.
      return /-rgxs?$/.test(name) ? false : /%\(/.test(value) || undefined;
    },
  },
  mypy: {
    read: (text) => readIni(text, { inlineComments: false }),
    leadsOut: ({ path: [name], value }) => {
      if (name === "python_executable") return value !== "";
      return name === "plugins" ? /\/|\.py\s*(?:[:,]|$)/m.test(value) || undefined : undefined;
    },
  },
  pytest: {
    read: readPytestIni,
    leadsOut: ({ path: [name = ""], value }) => {
      if (/^log_.*(?:format|level)$/.test(name)) return false;
      // More arguments, in a file.
      return name === "addopts" ? /(?:^|\s)['"]*@/.test(value) || undefined : undefined;
    },
  },
  black: { read: (text) => readToml(text, ["tool", "black"]), leadsOut: () => undefined },
  ruff: {
    read: (text) => readToml(text, ["tool", "ruff"]),
    leadsOut: ({ path: [name] }) => name === "extend" || undefined,
  },
};

/**
 * Why what a plan finds may change while its key does not: a setting that leads out of the source, as `mypy_path in
 * mypy.ini may lead …`, or a config that cannot be parsed. Such a check is never replayed. Undefined where all is inside.
 */
export function reachOf(plan: Plan, config: ConfigFolder): string | undefined {
  for (const { tool, config: name } of plan.steps) {
    const reading = READINGS[tool];
    const bytes = name === undefined ? undefined : config.content(name);
    if (reading === undefined || bytes === undefined) continue;
    try {
      const found = reading.read(configText(bytes)).find((setting) => leadsOut(setting, tool, reading));
      if (found !== undefined)
        return `${found.path.join(".")} in ${name} may lead to files that Drydock does not know of`;
    } catch {
      return `${name} could not be parsed`;
    }
  }
  return undefined;
}

function leadsOut(setting: Setting, tool: Tool, reading: Reading): boolean {
  // Black takes its options with underscores too.
  const names = tool === "black" ? setting.path.map((name) => name.replaceAll("_", "-")) : setting.path;
  if (names.some((name) => NO_PATH[tool]?.has(name))) return false;
  return reading.leadsOut(setting) ?? looksOutward(setting.value);
}

/** With and without the quotes that a tool takes away before it splits a value into words. */
function looksOutward(value: string): boolean {
  return [value, value.replace(/["'\\]/g, "")].some((text) => OUTWARD.some((pattern) => pattern.test(text)));
}

/** Pylint's score is an expression of Python's: names of its counts and a few functions, or it may be any code. */
function isArithmetic(value: string): boolean {
  const known =
    /\b(?:max|min|abs|round|float|int|if|else|and|or|not|fatal|error|warning|refactor|convention|info|statement)\b/g;
  return /^[\d\s.+\-*/%(),<>=!]*$/.test(value.replace(known, ""));
}
