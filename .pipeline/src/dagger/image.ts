import type { Container, Directory, Secret } from "@dagger.io/dagger";
import { DrydockError } from "../errors.ts";
import { engineError } from "./engineError.ts";

/** What the application's image is made of, and what its labels say. */
export interface ImageSource {
  /** The repository. */
  readonly context: Directory | undefined;
  /** The image to build on; empty: the one that the Dockerfile names. */
  readonly base: string;
  /** Name of the branch or tag, such as `$CI_COMMIT_REF_SLUG`; empty: none. */
  readonly ref: string;
  /** Full id of the commit; empty: none. */
  readonly revision: string;
  /** `name=value`, as the image specification names it; a name in a domain, such as `org.example.team`, is kept as it is. */
  readonly labels: readonly string[];
}

/** Where the image goes, under which tags, and who pushes it. */
export interface Publication extends ImageSource {
  /** Host of the registry, with its port. */
  readonly registry: string;
  /** Path of the image in the registry. */
  readonly image: string;
  /** Both or neither; without them the engine uses the caller's Docker config. */
  readonly username: Secret | undefined;
  readonly password: Secret | undefined;
  /** Whether this is the default branch: no other image may be called `latest`. */
  readonly latest: boolean;
  /** More tags, taken as they are. */
  readonly more: readonly string[];
}

/** Next to it is its `.dockerignore`, which Dagger reads as Docker does. */
const DOCKERFILE = ".docker/application.Dockerfile";

/** The application's image from the repository's own Dockerfile, already built when this returns. */
export async function applicationImage({ context, base, ...source }: ImageSource): Promise<Container> {
  const labels = imageLabels(source);
  if (context === undefined || !(await context.exists(DOCKERFILE))) {
    const hint = "Pass the repository with --context, and have the file in it: see docs/images.md.";
    throw new DrydockError("misuse", `There is no ${DOCKERFILE} in the repository.`, hint);
  }
  const buildArgs = base === "" ? [] : [{ name: "BASE", value: base }];
  let image: Container;
  try {
    image = await context.dockerBuild({ dockerfile: DOCKERFILE, buildArgs }).sync();
  } catch (error) {
    const hint = "If no registry with the base image can be reached, name a mirror's image with --base.";
    throw engineError("The application's image could not be built", error, hint);
  }
  return labels.reduce((labelled, [name, value]) => labelled.withLabel(name, value), image);
}

/** Builds the image and pushes it under each tag. Returns `registry.example/team/app@sha256:…`, which all tags then name. */
export async function publishImage(publication: Publication): Promise<string> {
  const { registry, username, password } = publication;
  const place = imageRepository(registry, publication.image);
  const tags = imageTags(publication);
  if ((username === undefined) !== (password === undefined)) {
    const hint =
      "Pass both, such as --username env://CI_REGISTRY_USER --password env://CI_REGISTRY_PASSWORD, or neither.";
    throw new DrydockError("misuse", "A login is a username and a password, and one is missing.", hint);
  }
  let image = await applicationImage(publication);
  if (username !== undefined && password !== undefined)
    image = image.withRegistryAuth(registry, (await username.plaintext()).trim(), password);
  // One after the other: the layers go once, and a tag moves only after those before it.
  const digests = new Set<string>();
  for (const tag of tags) digests.add(await push(image, `${place}:${tag}`));
  const [digest] = digests;
  if (digests.size === 1) return `${place}@${digest}`;
  const found = [...digests].sort().join(", ");
  throw new DrydockError("broken", `The tags of ${place} name different images: ${found}.`, "Publish it again.");
}

async function push(image: Container, address: string): Promise<string> {
  let reference: string;
  try {
    reference = await image.publish(address);
  } catch (error) {
    const hint = "Check that the registry can be reached, and that the user may push there.";
    throw engineError(`The image could not be pushed as ${address}`, error, hint);
  }
  const digest = /@(sha256:[0-9a-f]{64})$/.exec(reference.trim())?.[1];
  if (digest !== undefined) return digest;
  const message = `The engine pushed ${address} but gave no digest, only "${reference}".`;
  throw new DrydockError("broken", message, "Nobody can tell what was pushed. Publish it again.");
}

const PART = "[a-z0-9]+(?:[._-]+[a-z0-9]+)*";
const PATH = new RegExp(`^${PART}(?:/${PART})*$`);
const REGISTRY = /^(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:))(?::\d+)?$/;

/** Where an image is pushed to, without a tag: `registry.example/team/app`. Throws `misuse` for an invalid place. */
export function imageRepository(registry: string, image: string): string {
  if (!REGISTRY.test(registry)) {
    const hint = "Pass its host, and its port if it has one: --registry registry.example, without https:// and path.";
    throw new DrydockError("misuse", `--registry "${registry}" is not a registry's host.`, hint);
  }
  if (!PATH.test(image)) {
    const hint = "Lowercase letters, digits, and . _ - between them: --image team/app, without registry and tag.";
    throw new DrydockError("misuse", `--image "${image}" is not a valid path for an image.`, hint);
  }
  return `${registry}/${image}`;
}

/** The length of GitLab's `$CI_COMMIT_SHORT_SHA`. */
const SHORT = 8;
const LATEST = "latest";
type TagSource = Pick<Publication, "ref" | "revision" | "latest" | "more">;

/**
 * The tags of an image, each once: the commit's own first and `latest` last, so that it never names a push that stopped
 * halfway. A branch may be called `latest`; its image is not. Throws `misuse` for a tag that registries refuse.
 */
export function imageTags({ ref, revision, latest, more }: TagSource): readonly string[] {
  if (revision !== "" && !/^[0-9a-f]{8,64}$/.test(revision)) {
    const hint = "Pass the commit's full id, such as $CI_COMMIT_SHA.";
    throw new DrydockError("misuse", `--revision "${revision}" is not a commit's id.`, hint);
  }
  const named = [revision.slice(0, SHORT), ref, ...more].filter((tag) => tag !== "" && tag !== LATEST);
  const tags = [...new Set([...named, ...(latest ? [LATEST] : [])])];
  const invalid = tags.find((tag) => !/^\w[\w.-]{0,127}$/.test(tag));
  if (invalid !== undefined) {
    const hint = "A tag has up to 128 letters, digits, and _ . - after the first. GitLab's $CI_COMMIT_REF_SLUG is one.";
    throw new DrydockError("misuse", `"${invalid}" is not a valid tag for an image.`, hint);
  }
  if (tags.length > 0) return tags;
  throw new DrydockError("misuse", "The image has no tag.", "Name one with --ref, --revision, --latest or --tags.");
}

/** Names that are below `org.opencontainers.image` in the image specification. */
const SPECIFIED =
  "authors base.digest base.name created description documentation licenses ref.name revision source title url vendor version".split(
    " ",
  );

/** Names and values of an image's labels, sorted by name; those without a value are left out. Throws `misuse` for an unknown name. */
export function imageLabels({ ref, revision, labels }: Pick<ImageSource, "ref" | "revision" | "labels">) {
  const given = [`ref.name=${ref}`, `revision=${revision}`, ...labels].map(label);
  const byName = new Map(given.filter(([, value]) => value !== ""));
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
}

function label(text: string): readonly [name: string, value: string] {
  const [, name = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (SPECIFIED.includes(name)) return [`org.opencontainers.image.${name}`, value];
  if (/^[a-z0-9]+([.-][a-z0-9]+)*\.[a-z0-9-]+$/.test(name)) return [name, value];
  const hint = `Write name=value. Known names are ${SPECIFIED.join(", ")}; others need a domain, such as org.example.team.`;
  throw new DrydockError("misuse", `"${text}" is not a valid label.`, hint);
}
