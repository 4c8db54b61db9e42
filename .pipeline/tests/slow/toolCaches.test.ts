import { rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Run } from "../../src/model.ts";
import { project, put } from "../support/cli.ts";
import { jsonRun } from "../support/jsonRun.ts";
import { ownCache } from "../support/ownCache.ts";

const CHECKS = '{ "python": "3.13", "checks": ["format", "typecheck", "ruff"] }';
const NAMES = ["base", ..."abcdefgh"];

/** Modules on which at most one of the three tools has something to say; `BASE` is an int or a str by what base.py is. */
const BODIES = [
  "X: int = 11\n",
  'X: int = ""\n',
  "X: int =  1\n",
  "import os\n\nX = 1\n",
  "import os\n\nimport extra\n\nX = (os, extra)\n",
  "from base import BASE\n\nX: int = BASE\n",
] as const;
const BASES = ["BASE = 11\n", 'BASE = ""\n', "BASE =  1\n"] as const;

/** Which body each module has, and whether a module that others import is there. */
const state = fc.record({
  bodies: fc.array(fc.nat(), { minLength: NAMES.length, maxLength: NAMES.length }),
  extra: fc.boolean(),
});

it("after any edits that keep size and time the verdicts are those of a run with empty caches", {
  timeout: 600_000,
}, async () => {
  const folder = project({ ".config/drydock.json": CHECKS });
  const env = { DRYDOCK_CACHE: ownCache() };
  const states = fc.sample(state, 4);
  for (const [round, { bodies, extra }] of states.entries()) {
    for (const [index, name] of NAMES.entries()) {
      const choice = name === "base" ? BASES : BODIES;
      place(folder, name, choice[(bodies[index] ?? 0) % choice.length] ?? "");
    }
    if (extra) place(folder, "extra", "X = 1\n");
    else rmSync(join(folder, "src/extra.py"), { force: true });
    const usual = await jsonRun(folder, ["run-all"], env);
    const empty = await jsonRun(folder, ["run-all", "--no-cache"], env);
    expect({ round, states, said: said(usual.run) }).toEqual({ round, states, said: said(empty.run) });
  }
});

/** A module of always the same size and time. */
function place(folder: string, name: string, body: string): void {
  put(folder, `src/${name}.py`, `${body}# ${"-".repeat(80 - body.length)}\n`);
  utimesSync(join(folder, `src/${name}.py`), 1_600_000_000, 1_600_000_000);
}

function said({ results }: Pick<Run, "results">) {
  return results.map(({ check, verdict, findings }) => ({ check, verdict, findings }));
}
