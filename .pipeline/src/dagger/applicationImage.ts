import type { Container, Directory } from "@dagger.io/dagger";
import { DrydockError } from "../errors.ts";
import { engineTrouble } from "./engineTrouble.ts";
import { imageLabels, type LabelSource } from "./imageLabels.ts";

/** Beside it stands its `.dockerignore`, which Dagger reads as Docker does. */
const DOCKERFILE = ".docker/application.Dockerfile";

/** What the application's image is made of. */
export interface ImageSource extends LabelSource {
  /** The repository. */
  readonly context: Directory | undefined;
  /** What the image stands on; empty: what the Dockerfile says. */
  readonly base: string;
}

/** The application's image by the repository's own Dockerfile, built when this returns. */
export async function applicationImage({ context, base, ...source }: ImageSource): Promise<Container> {
  const labels = imageLabels(source);
  if (context === undefined || !(await context.exists(DOCKERFILE))) {
    const hint = "Hand the repository over with --context, and have the file there: docs/images.md says how.";
    throw new DrydockError("misuse", `There is no ${DOCKERFILE} in the repository.`, hint);
  }
  const buildArgs = base === "" ? [] : [{ name: "BASE", value: base }];
  let image: Container;
  try {
    image = await context.dockerBuild({ dockerfile: DOCKERFILE, buildArgs }).sync();
  } catch (error) {
    const hint = "Where no registry with the base is in reach, name a mirror's with --base.";
    throw engineTrouble("The application's image could not be built", error, hint);
  }
  return labels.reduce((labelled, [name, value]) => labelled.withLabel(name, value), image);
}
