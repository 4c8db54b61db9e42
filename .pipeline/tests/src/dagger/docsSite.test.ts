import { describe, expect, it } from "vitest";
import { docsSite } from "../../../src/dagger/docsSite.ts";
import { withReadableErrors } from "../../../src/dagger/door.ts";
import type { Answer, Asked } from "../../support/daggerEndpoint.ts";
import { container, directory, withEngine } from "../../support/daggerModule.ts";

const PAGES = ["index.md", "security.md", "how/to.md"];
const MADE = ["index.html", "security.html", "how/to.html", "404.html"];
const URL = "https://gitlab.example/team/app/-/blob/main";

/** An engine in which Quarto makes these pages. */
function engine(made: readonly string[] = MADE, first: Answer = () => undefined): Answer {
  return async (asked: Asked) =>
    (await first(asked)) ?? (asked.leaf === "glob" ? (asked.chain.length > 1 ? made : PAGES) : undefined);
}

type Source = Parameters<typeof docsSite>[0];
const rendered = (over: Partial<Source> = {}, first: Answer = engine()) => {
  const source: Source = { pages: directory("PAGES"), quarto: undefined, filesUrl: URL, ...over };
  return withEngine({ first }, () => withReadableErrors(async () => (await docsSite(source)).id()));
};

describe("the pages as a website", () => {
  it("are rendered in Quarto's pinned image by these queries, and the site alone is returned", async () => {
    const { error, asked, identified } = await rendered();
    expect(error).toBeUndefined();
    expect(asked.map(({ chain, leaf, leafArgs }) => ({ chain, leaf, leafArgs }))).toMatchSnapshot();
    expect(identified.at(-1)).toEqual(asked.find(({ leaf }) => leaf === "sync")?.chain);
  });

  it("are rendered in the image that was given", async () => {
    const { asked } = await rendered({ quarto: container("MIRROR") });
    const chain = asked.find(({ leaf }) => leaf === "sync")?.chain ?? [];
    expect(chain[0]).toBe("MIRROR");
    expect(chain.join()).not.toContain("from(");
  });

  it.each([
    { name: "there is none", pages: undefined },
    { name: "it holds no project of Quarto", pages: directory("PAGES") },
  ])("are refused before anything is started when $name", async ({ pages }) => {
    const { error, asked } = await rendered({ pages }, ({ leaf }) => (leaf === "exists" ? false : undefined));
    expect(error?.message).toMatch(/^There is no _quarto\.yml .*\n.*--pages/);
    expect(asked.filter(({ leaf }) => leaf !== "exists")).toEqual([]);
  });

  it("are broken with Quarto's own words when it fails", async () => {
    const failing: Answer = ({ leaf }) =>
      leaf === "sync" ? { error: "exit", exec: { exitCode: 1, stdout: "", stderr: "ERROR: bad theme" } } : undefined;
    const { error } = await rendered({}, engine(MADE, failing));
    expect(error?.message).toMatch(/^The pages could not be rendered, exit code 1:\nERROR: bad theme\n.*--quarto/);
  });

  it("are broken when a page was left out, since a site with a hole looks whole", async () => {
    const { error, value } = await rendered({}, engine(["index.html", "404.html"]));
    expect(value).toBeUndefined();
    expect(error?.message).toMatch(/^Quarto rendered no page for how\/to\.md, security\.md\.\n.*render/);
  });
});
