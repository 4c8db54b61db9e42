import { DrydockError } from "../errors.ts";

const PART = "[a-z0-9]+(?:[._-]+[a-z0-9]+)*";
const PATH = new RegExp(`^${PART}(?:/${PART})*$`);
const REGISTRY = /^(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:))(?::\d+)?$/;

/** Where an image is pushed to, without a tag: `registry.example/team/app`. Throws `misuse` for what is no such place. */
export function imageRepository(registry: string, repository: string): string {
  if (!REGISTRY.test(registry)) {
    const hint =
      "Give the registry's host, and its port if it has one: --registry registry.example, without https:// and path.";
    throw new DrydockError("misuse", `--registry "${registry}" is no registry.`, hint);
  }
  if (!PATH.test(repository)) {
    const hint = "Small letters, digits, and . _ - between them: --repository team/app, without registry and tag.";
    throw new DrydockError("misuse", `--repository "${repository}" is no path of an image.`, hint);
  }
  return `${registry}/${repository}`;
}
