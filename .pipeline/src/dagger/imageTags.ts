import { DrydockError } from "../errors.ts";

/** What an image is published for. */
export interface TagSource {
  /** Name of the branch or tag, as `$CI_COMMIT_REF_SLUG` has it; empty: none. */
  readonly ref: string;
  /** Full id of the commit; empty: none. */
  readonly revision: string;
  /** Whether it is the default branch: only that may be called `latest`. */
  readonly latest: boolean;
  /** More tags, taken as they are. */
  readonly more: readonly string[];
}

/** As many as GitLab's `$CI_COMMIT_SHORT_SHA` has. */
const SHORT = 8;
const LATEST = "latest";

/**
 * The tags of an image, each once: the commit's own first and `latest` last, so that it never names what was pushed by
 * half. A branch may be called `latest`; its image is not. Throws `misuse` for a tag that no registry takes.
 */
export function imageTags({ ref, revision, latest, more }: TagSource): readonly string[] {
  if (revision !== "" && !isCommit(revision)) {
    const hint = "Give the commit's full id, such as $CI_COMMIT_SHA.";
    throw new DrydockError("misuse", `--revision "${revision}" is no commit.`, hint);
  }
  const named = [revision.slice(0, SHORT), ref, ...more].filter((tag) => tag !== "" && tag !== LATEST);
  const tags = [...new Set([...named, ...(latest ? [LATEST] : [])])];
  for (const tag of tags) demandTag(tag);
  if (tags.length > 0) return tags;
  throw new DrydockError("misuse", "The image has no tag.", "Name it by --ref, --revision, --latest or --tags.");
}

function isCommit(revision: string): boolean {
  return /^[0-9a-f]{8,64}$/.test(revision);
}

function demandTag(tag: string): void {
  if (/^\w[\w.-]{0,127}$/.test(tag)) return;
  const hint = "A tag has up to 128 letters, digits, and _ . - after the first. GitLab's $CI_COMMIT_REF_SLUG is one.";
  throw new DrydockError("misuse", `No registry takes the tag "${tag}".`, hint);
}
