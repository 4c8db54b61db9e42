import type { CheckResult, Finding } from "../model.ts";
import type { ReportContext } from "./context.ts";
import { printable, safeUrl } from "./safeText.ts";

type About = ReportContext["about"];

interface Home {
  /** The tools that may be behind the check, the likeliest first, with their websites. */
  readonly [tool: string]: string;
}

/** By the check. */
const HOMES: ReadonlyMap<string, Home> = new Map<string, Home>([
  ["lint", { pylint: "https://pylint.readthedocs.io/" }],
  ["format", { black: "https://black.readthedocs.io/", ruff: "https://docs.astral.sh/ruff/formatter/" }],
  ["typecheck", { mypy: "https://mypy.readthedocs.io/" }],
  ["ruff", { ruff: "https://docs.astral.sh/ruff/" }],
  ["test", { pytest: "https://docs.pytest.org/" }],
  ["phplint", { php: "https://www.php.net/" }],
  ["hadolint", { hadolint: "https://github.com/hadolint/hadolint" }],
]);

/** Who found it: the tool with its version and address, and the rules of its results. */
export function sarifDriver({ check, title }: CheckResult, rules: readonly Rule[], about: About): object {
  const homes = Object.entries(HOMES.get(check) ?? {});
  const versions = new Map(Object.entries(about?.tools ?? {}));
  const [tool = check, informationUri] = homes.find(([name]) => versions.has(name)) ?? homes[0] ?? [];
  const version = versions.get(tool);
  return {
    name: printable(title),
    ...(version === undefined ? {} : { version: printable(version) }),
    ...(informationUri === undefined ? {} : { informationUri }),
    rules: rules.map((rule) => described(rule, title)),
  };
}

export interface Rule {
  readonly id: string;
  readonly url?: string;
}

/** In order of first appearance; a rule's first URL counts. */
export function rulesOf(findings: readonly Finding[]): readonly Rule[] {
  const rules = new Map<string, string | undefined>();
  for (const { rule, url } of findings) {
    const id = printable(rule);
    rules.set(id, rules.get(id) ?? safeUrl(url));
  }
  return [...rules].map(([id, url]) => ({ id, ...(url === undefined ? {} : { url }) }));
}

const WORDS = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * Code scanning asks for a name, two descriptions and help. What a rule is about says its own id, as `unused-import`, or
 * for a code such as `F401` the address of its documentation, which ends in `unused-import`.
 */
function described({ id, url }: Rule, title: string): object {
  const words = [id, url?.split("/").at(-1) ?? ""].find((text) => WORDS.test(text))?.split("-");
  const joined = (words ?? []).map(capitalized).join("");
  // A name that is the id in other letters tells nothing, and a validator objects.
  const name = joined.toLowerCase() === id.toLowerCase() ? `${joined}Rule` : joined;
  const about = words === undefined ? id : capitalized(words.join(" "));
  const tool = printable(title);
  return {
    id,
    ...(name === "" ? {} : { name }),
    shortDescription: { text: `${about}.` },
    fullDescription: { text: id === about ? `${tool} reports ${id}.` : `${about}: ${tool} reports it as ${id}.` },
    help: { text: url === undefined ? `The documentation of ${tool} explains it.` : `Explained at ${url}` },
    ...(url === undefined ? {} : { helpUri: url }),
  };
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
