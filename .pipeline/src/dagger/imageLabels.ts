import { DrydockError } from "../errors.ts";

/** What the image's labels say of where it comes from. */
export interface LabelSource {
  readonly ref: string;
  readonly revision: string;
  /** `name=value`; a name with a dot of its own domain, such as `org.example.team`, is taken as it is. */
  readonly labels: readonly string[];
}

const OPEN_CONTAINERS = "org.opencontainers.image";
/** The names below that prefix, as the image specification has them. */
const NAMES =
  "authors base.digest base.name created description documentation licenses ref.name revision source title url vendor version".split(
    " ",
  );

/** Names and values of an image's labels, sorted by name. Throws `misuse` for one that is none. */
export function imageLabels({ ref, revision, labels }: LabelSource): readonly (readonly [string, string])[] {
  const own = labels.map(pair);
  const given = [pair(`ref.name=${ref}`), pair(`revision=${revision}`), ...own];
  const byName = new Map(given.filter(([, value]) => value !== ""));
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
}

function pair(label: string): readonly [string, string] {
  const at = label.indexOf("=");
  const name = label.slice(0, Math.max(at, 0));
  if (NAMES.includes(name)) return [`${OPEN_CONTAINERS}.${name}`, label.slice(at + 1)];
  if (/^[a-z0-9]+([.-][a-z0-9]+)*\.[a-z0-9-]+$/.test(name)) return [name, label.slice(at + 1)];
  const hint = `It is name=value. Names are ${NAMES.join(", ")}, or such as org.example.team.`;
  throw new DrydockError("misuse", `The label "${label}" is none.`, hint);
}
