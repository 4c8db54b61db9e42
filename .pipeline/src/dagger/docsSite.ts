import { type Container, type Directory, dag } from "@dagger.io/dagger";
import { DrydockError } from "../errors.ts";
import { engineError } from "./engineError.ts";

const QUARTO = "ghcr.io/quarto-dev/quarto:1.9.38";
const PROJECT = "/tmp/docs";
/** The site's folder, as `_quarto.yml` says. */
const OUTPUT = "_site";

/** What the site is made of. */
interface SiteSource {
  /** The pages, with their `_quarto.yml`. */
  readonly pages: Directory | undefined;
  /** An image with Quarto; undefined: Quarto's own. */
  readonly quarto: Container | undefined;
  /** Where the repository's files can be read, for links that lead out of the pages; empty: such links become plain text. */
  readonly filesUrl: string;
}

/** The pages as a website, already rendered when this returns. Throws `misuse` without a project of Quarto, `broken` if a page is missing. */
export async function docsSite({ pages, quarto, filesUrl }: SiteSource): Promise<Directory> {
  if (pages === undefined || !(await pages.exists("_quarto.yml"))) {
    const hint = "Pass the folder of the pages with --pages, and have Quarto's _quarto.yml in it.";
    throw new DrydockError("misuse", "There is no _quarto.yml in the folder of the pages.", hint);
  }
  const names = await pages.glob("**/*.md");
  let site: Directory;
  let made: readonly string[];
  try {
    const rendered = (quarto ?? dag.container().from(QUARTO))
      .withUser("root")
      .withEnvVariable("HOME", "/root")
      .withEnvVariable("DRYDOCK_FILES_URL", filesUrl)
      .withMountedDirectory(PROJECT, pages)
      .withWorkdir(PROJECT)
      .withExec(["quarto", "render", "--to", "html"]);
    site = await rendered.directory(`${PROJECT}/${OUTPUT}`).sync();
    made = await site.glob("**/*.html");
  } catch (error) {
    const hint = "If no registry with Quarto's image can be reached, name a mirror's image with --quarto.";
    throw engineError("The pages could not be rendered", error, hint);
  }
  const missing = names.filter((name) => !made.includes(name.replace(/\.md$/, ".html")));
  if (missing.length === 0) return site;
  const message = `Quarto rendered no page for ${missing.sort().join(", ")}.`;
  throw new DrydockError("broken", message, "List each page under project: render: in _quarto.yml.");
}
