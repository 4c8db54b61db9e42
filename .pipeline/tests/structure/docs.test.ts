import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { globSync } from "tinyglobby";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ROOT } from "../support/cli.ts";
import { markdownFiles } from "../support/markdownFiles.ts";

const FILES = markdownFiles();
const PAGES = FILES.filter(({ path }) => path.startsWith("docs/"));
const read = (name: string) => readFileSync(join(ROOT, name), "utf8");
const project = parse(read("docs/_quarto.yml"));

const isWeb = (target: string) => /^[a-z][a-z+.-]*:/i.test(target);

describe("the Markdown of the repository", () => {
  it("is found", () => {
    const paths = FILES.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining([".docker/runner/README.md", "CONTRIBUTING.md", "README.md"]));
    expect(PAGES.length).toBeGreaterThan(4);
  });

  it("has no link to a file or heading that is not there", () => {
    const dead = FILES.flatMap(({ path, targets }) =>
      targets
        .filter((target) => !isWeb(target))
        .filter((target) => {
          const [file = "", anchor] = target.split("#");
          const place = file === "" ? path : posix.join(posix.dirname(path), decodeURI(file));
          if (place.startsWith("..") || !existsSync(join(ROOT, place))) return true;
          const there = FILES.find((one) => one.path === place)?.headings.map((heading) => heading.anchor);
          return anchor !== undefined && !there?.includes(anchor);
        })
        .map((target) => `${path}: ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it("begins with its title, the only heading of that size, and skips no size", () => {
    for (const { path, text, headings } of FILES) {
      expect(text, path).toMatch(/^# \S/);
      const depths = headings.map(({ depth }) => depth);
      expect([path, depths.filter((depth) => depth === 1).length]).toEqual([path, 1]);
      for (const [at, depth] of depths.entries()) expect(depth, path).toBeLessThanOrEqual((depths[at - 1] ?? 0) + 1);
    }
  });

  it("is named rightly where other files tell of it", () => {
    const told = globSync(
      [".docker/**", ".gitlab/**", ".gitlab-ci.yml", "templates/**", ".pipeline/src/**/*.ts", "makefile"],
      {
        cwd: ROOT,
        dot: true,
      },
    );
    const names = told.flatMap((name) => read(name).match(/\bdocs\/[\w-]+\.md\b/g) ?? []);
    expect(new Set(names).size).toBeGreaterThan(1);
    expect(names.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
  });
});

describe("the site", () => {
  const names = PAGES.map(({ path }) => path.slice("docs/".length)).sort();

  it("has each page in what is rendered and in what leads there, and none besides", () => {
    expect([...project.project.render].sort()).toEqual(names);
    const { left } = project.website.navbar;
    expect(left.map(({ href }: { href: string }) => href).sort()).toEqual(names);
    for (const { text } of left) expect(text).toMatch(/^\w[\w ]*$/);
  });

  it("has its home among them, and goes where the Dagger function fetches it", () => {
    expect(project.project).toMatchObject({ type: "website", "output-dir": "_site" });
    expect(project.project.render[0]).toBe("index.md");
    expect(read(".pipeline/src/dagger/docsSite.ts")).toContain('OUTPUT = "_site"');
  });

  it("is light and dark, by files that are there", () => {
    const { theme } = project.format.html;
    expect(Object.keys(theme)).toEqual(["light", "dark"]);
    expect(theme.light[0]).not.toBe(theme.dark[0]);
    for (const list of [theme.light, theme.dark, project.filters])
      expect(existsSync(join(ROOT, "docs", list.at(-1)))).toBe(true);
  });

  it("asks nothing of another server: no font of a theme, no formulas, no address in its own files", () => {
    for (const list of Object.values(project.format.html.theme)) expect(list).toContain("theme.scss");
    expect(read("docs/theme.scss")).toMatch(/^\/\*-- scss:defaults --\*\/\n[\s\S]*^\$web-font-path: false;$/m);
    expect(project.format.html["html-math-method"]).toBe("plain");
    expect(project.format.html.from).toContain("-tex_math_dollars");
    for (const name of ["_quarto.yml", "theme.scss"]) expect(read(`docs/${name}`)).not.toMatch(/https?:|\/\/\w/);
    for (const { path, targets } of PAGES)
      expect([path, targets.filter((target) => /^https?:.*\.(?:js|css|png|svg|woff2?)$/.test(target))]).toEqual([
        path,
        [],
      ]);
  });

  it("reads the pages as GitLab does: anchors alike, and nothing that Quarto alone would take for its own", () => {
    expect(project.format.html.from).toMatch(/^markdown\+gfm_auto_identifiers/);
    for (const { path, text } of PAGES) {
      // Pandoc sees a list, a table or a block of code only after an empty line; GitLab sees it without.
      const prose = text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, "```");
      expect(prose.match(/^(?![-|#]|\d+\.| |$).+\n(?:- |\d+\. |\|)/gm), path).toBeNull();
      expect(text, path).not.toMatch(/\{\{<|^:::|^```\{/m);
    }
  });

  it("leads out of its folder by the filter alone", () => {
    const out = PAGES.flatMap(({ targets }) => targets.filter((target) => target.startsWith("../")));
    expect(out).toContain("../README.md");
    expect(project.filters).toEqual(["links.lua"]);
    expect(read("docs/links.lua")).toContain('os.getenv("DRYDOCK_FILES_URL")');
    expect(read(".pipeline/src/dagger/docsSite.ts")).toContain('withEnvVariable("DRYDOCK_FILES_URL"');
  });
});
