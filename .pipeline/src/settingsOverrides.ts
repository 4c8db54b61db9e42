import { DrydockError } from "./errors.ts";
import type { Settings } from "./model/settings.ts";
import { settingsFaults } from "./settings.ts";

/** What a caller may say instead of the settings, in the words of the command line; undefined says nothing, nor does a list that is empty. */
export interface Overrides {
  readonly python?: string | undefined;
  /** Names of checks. */
  readonly checks?: readonly string[] | undefined;
  /** `lint=error`. */
  readonly gates?: readonly string[] | undefined;
}

/** The settings with what the caller said in their place: other gates stay as they are. Throws `misuse`. */
export function override(settings: Settings, { python, checks, gates }: Overrides, known: readonly string[]): Settings {
  const given: Partial<Settings> = {
    ...(python === undefined ? {} : { python }),
    ...(checks?.length ? { checks } : {}),
    ...(gates?.length ? { gates: gatesIn(gates) } : {}),
  };
  const faults = settingsFaults(given, known);
  if (faults.length > 0) {
    throw new DrydockError("misuse", ["The options cannot be used:", ...faults].join("\n  "), OPTIONS);
  }
  return { ...settings, ...given, gates: { ...settings.gates, ...given.gates } };
}

const OPTIONS = "A Python is such as 3.13, a check is such as lint, and a gate is such as lint=error.";

function gatesIn(words: readonly string[]): Settings["gates"] {
  const pairs = words.map((word) => {
    const [check = "", gate = "", ...more] = word.split("=");
    return [check, more.length === 0 ? gate : word];
  });
  return Object.fromEntries(pairs);
}
