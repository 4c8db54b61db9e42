import { DrydockError } from "./errors.ts";
import type { Gate, Settings } from "./model/settings.ts";
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
    ...(gates?.length ? { gates: Object.fromEntries(gates.map(gateIn)) } : {}),
  };
  const named = gates?.map((words) => gateIn(words)[0]) ?? [];
  const twice = [...new Set(named.filter((check, index) => named.indexOf(check) !== index))];
  const faults = [
    ...settingsFaults(given, known),
    ...twice.map((check) => `gates.${check} was given more than once: name one`),
  ];
  if (faults.length > 0) {
    throw new DrydockError("misuse", ["The options cannot be used:", ...faults].join("\n  "), OPTIONS);
  }
  return { ...settings, ...given, gates: { ...settings.gates, ...given.gates } };
}

const OPTIONS = "A Python is such as 3.13, a check is such as lint, and a gate is such as lint=error.";

function gateIn(words: string): readonly [string, Gate] {
  const [check = "", gate = "", ...more] = words.split("=");
  // What is no gate is refused with the rest.
  return [check, (more.length === 0 ? gate : words) as Gate];
}
