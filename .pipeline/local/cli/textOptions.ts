import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { lineLink } from "../../src/report/safeText.ts";
import type { TextOptions } from "../../src/report/text/options.ts";
import type { Outlet } from "../ui/terminal.ts";
import type { Delivery } from "./deliver.ts";
import type { CliOptions } from "./options.ts";
import { sourceContext } from "./sourceContext.ts";

/** Findings that are shown at most, unless the user wants others. */
const MOST = 50;

/** How a verdict is printed to a stream: as the options say, and as wide as its terminal. */
export function textOptions(
  { project, tree }: Pick<Delivery, "project" | "tree">,
  { output, maxFindings = MOST, statistics, quiet, verbose, lineUrl }: CliOptions,
  out: Pick<Outlet, "isTTY" | "columns">,
  display: (path: string) => string,
): TextOptions {
  const isLink = (path: string) => !/\p{Cs}/u.test(path);
  return {
    ...(output === undefined ? {} : { output }),
    ...(statistics ? { statistics } : {}),
    ...{ limit: maxFindings, quiet, verbose, display },
    width: out.isTTY && out.columns ? out.columns : undefined,
    lines: (findings) => sourceContext({ results: [{ findings }] }, project, tree, undefined).lines,
    placeUrl: (path, line) => {
      if (lineUrl !== undefined) return lineLink(lineUrl, path, line);
      return isLink(path) ? pathToFileURL(resolve(project.root, path)).href : undefined;
    },
    next: { fix: "drydock fix", all: "drydock report --open" },
  };
}
