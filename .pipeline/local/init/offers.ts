import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TOOLS } from "../../src/checks/catalog.ts";
import { DEFAULT_SETTINGS } from "../../src/flow/settings.ts";
import type { Settings, Tool, ToolConfig } from "../../src/model.ts";

/** A file that `drydock init` would write. */
export interface Offer {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly executable?: true;
}

/** The tools for which Drydock brings a config of its own. */
const CONFIGURED: readonly Tool[] = ["pylint", "black", "mypy", "ruff"];

/** `drydock.json` with these settings; none if there is nothing to say. */
export function settingsOffer(folder: string, settings: Partial<Settings>): readonly Offer[] {
  if (Object.keys(settings).length === 0) return [];
  return [{ path: join(folder, "drydock.json"), text: `${JSON.stringify(settings, null, 2)}\n` }];
}

/** Drydock's config files for the tools that have none, for this Python: a file in the config folder would replace theirs. */
export function configOffers(
  folder: string,
  configs: Readonly<Record<Tool, ToolConfig>>,
  python: string,
  own: string,
): readonly Offer[] {
  const [from, to] = [DEFAULT_SETTINGS.python, python];
  return TOOLS.flatMap(({ name, config }) => {
    if (config === undefined || !CONFIGURED.includes(name) || configs[name]?.how !== "none") return [];
    const text = readFileSync(join(own, config.name), "utf8")
      .replaceAll(from, to)
      .replaceAll(`py${from.replace(".", "")}`, `py${to.replace(".", "")}`);
    return [{ path: join(folder, config.name), text }];
  });
}

/** What a `.gitlab-ci.yml` needs. */
export function gitlabInclude(version: string): string {
  return `include:\n  - component: $CI_SERVER_FQDN/platform/drydock/check@v${version}\n`;
}

/** What a `.pre-commit-config.yaml` needs, below `repos:`. */
export function preCommitEntry(version: string): string {
  return [
    "  - repo: https://gitlab.example.com/platform/drydock",
    `    rev: v${version}`,
    "    hooks:",
    "      - id: drydock",
    "",
  ].join("\n");
}

export const HOOK = `#!/bin/sh
# Made by "drydock init --hook": the working tree must pass before a push. "git push --no-verify" skips it.
if [ -x node_modules/.bin/drydock ]; then exec node_modules/.bin/drydock run-all --quiet; fi
if command -v drydock >/dev/null; then exec drydock run-all --quiet; fi
echo 'pre-push: drydock is not installed: put it on PATH, or remove the hook.' >&2
exit 1
`;
