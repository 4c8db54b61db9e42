import type { Container, Secret } from "@dagger.io/dagger";
import { DrydockError } from "../errors.ts";
import { applicationImage, type ImageSource } from "./applicationImage.ts";
import { engineTrouble } from "./engineTrouble.ts";
import { imageRepository } from "./imageRepository.ts";
import { imageTags, type TagSource } from "./imageTags.ts";

/** Where the image goes, and who pushes it. */
export interface Publication extends ImageSource, TagSource {
  /** Host of the registry, with its port. */
  readonly registry: string;
  /** Path of the image in the registry. */
  readonly repository: string;
  /** Both or neither; without them the engine asks the caller's Docker config. */
  readonly username: Secret | undefined;
  readonly password: Secret | undefined;
}

/** Builds the image and pushes it under each tag. Gives `registry.example/team/app@sha256:…`, which all tags then name. */
export async function publishImage(publication: Publication): Promise<string> {
  const place = imageRepository(publication.registry, publication.repository);
  const tags = imageTags(publication);
  const { username, password } = publication;
  if ((username === undefined) !== (password === undefined)) {
    const hint =
      "Give both, such as --username env://CI_REGISTRY_USER --password env://CI_REGISTRY_PASSWORD, or neither.";
    throw new DrydockError("misuse", "A login is a username and a password, and one is missing.", hint);
  }
  const built = await applicationImage(publication);
  const image =
    username === undefined || password === undefined
      ? built
      : built.withRegistryAuth(publication.registry, (await username.plaintext()).trim(), password);
  // One after the other: the layers go once, and a tag moves only when those before it did.
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
    const hint = "See that the registry is in reach, and that the user may push there.";
    throw engineTrouble(`The image could not be pushed as ${address}`, error, hint);
  }
  const digest = /@(sha256:[0-9a-f]{64})$/.exec(reference.trim())?.[1];
  if (digest !== undefined) return digest;
  const hint = "Nobody can tell what was pushed. Publish it again.";
  throw new DrydockError("broken", `The engine pushed ${address}, and gave no digest but "${reference}".`, hint);
}
