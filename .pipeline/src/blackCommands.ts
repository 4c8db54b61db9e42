import { SAFE_PATH } from "./commands.ts";
import type { StepSpec } from "./model/check.ts";
import type { Role } from "./model/plan.ts";
import { parseBlack } from "./parse/black.ts";
import { parseNothing } from "./parse/nothing.ts";

export function black(role: Role): StepSpec {
  return {
    ...blackStep("black", ["--check"]),
    role,
    parse: parseBlack,
    // 123: a file can't be parsed, or Black itself failed; the parser tells them apart.
    exits: { clean: [0], findings: [1, 123] },
    filesBy: '"include", "exclude", "extend-exclude" and "force-exclude"',
  };
}

export function blackFix(): StepSpec {
  return {
    ...blackStep("black-fix", ["--quiet"]),
    role: "change",
    parse: parseNothing,
    exits: { clean: [0, 123], findings: [] },
  };
}

function blackStep(id: string, options: readonly string[]) {
  const argv = ["python", "-m", "black", ".", "--config", "{config}", ...options];
  return {
    id,
    tool: "black",
    config: "black.toml",
    configSection: "tool.black",
    argv,
    env: { BLACK_CACHE_DIR: "{cache}", ...SAFE_PATH },
  } as const;
}
