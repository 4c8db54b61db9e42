import type { StepSpec } from "./model/check.ts";
import type { Role } from "./model/plan.ts";
import { parseNothing } from "./parse/nothing.ts";
import { parseRuff } from "./parse/ruff.ts";
import { parseRuffFormat } from "./parse/ruffFormat.ts";

// Only its log says how many files it looked at, and an `exclude` of the linter or the formatter that leaves none is silent.
const REPORT = ["--output-format", "json", "--verbose"];
const FILES_BY = '"include", "exclude" and "extend-exclude"';

export function ruffCheck(): StepSpec {
  return {
    // Else `fix` or `fix-only` in the config would rewrite the files and report nothing.
    ...ruffStep("ruff", "check", ["--no-fix", "--no-fix-only", ...REPORT]),
    role: "gate",
    parse: parseRuff,
    exits: { clean: [0], findings: [1] },
    filesBy: FILES_BY,
  };
}

export function ruffFix(): StepSpec {
  const step = ruffStep("ruff-fix", "check", ["--fix", "--output-format", "json"]);
  return { ...step, role: "change", parse: parseNothing, exits: { clean: [0, 1], findings: [] } };
}

export function ruffFormat(role: Role): StepSpec {
  return {
    ...ruffStep("ruff-format", "format", ["--check", ...REPORT]),
    role,
    parse: parseRuffFormat,
    // 2 is misuse, but also a file that can't be parsed.
    exits: { clean: [0], findings: [1, 2] },
    filesBy: FILES_BY,
  };
}

export function ruffFormatFix(): StepSpec {
  const step = ruffStep("ruff-format-fix", "format", []);
  return { ...step, role: "change", parse: parseNothing, exits: { clean: [0, 2], findings: [] } };
}

/**
 * Without its cache, which knows a file by its mtime alone: what is first-party, and so how imports are sorted, depends
 * on the modules beside it too. It saves little: 2,000 files take a second or two without it.
 */
function ruffStep(id: string, verb: "check" | "format", options: readonly string[]) {
  const argv = ["ruff", verb, ".", "--config", "{config}", "--no-cache", ...options];
  return { id, tool: "ruff", config: "pyproject.toml", configSection: "tool.ruff", argv } as const;
}
