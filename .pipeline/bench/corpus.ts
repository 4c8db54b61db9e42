import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { execa } from "execa";
import { cacheFolder, cacheFolderPath } from "../local/cache/cacheFolder.ts";

/** Python code to measure on. */
export interface Corpus {
  readonly name: string;
  readonly title: string;
  /** What is checked, relative to the root. */
  readonly targets: readonly string[];
  /** A module that nobody imports, and one that much of the code imports; without them no edit is measured. */
  readonly leaf?: string;
  readonly core?: string;
  /** The most that Drydock may take, as a share of the raw tools' time; watch in milliseconds. */
  readonly aims: { readonly unchanged?: number; readonly edited?: number; readonly watch?: number };
  /** Most turns of what takes minutes on this code: the raw Pylint, and Drydock when it has to run all of it. */
  readonly slowRuns: number;
}

interface Release extends Corpus {
  readonly name: CorpusName;
  readonly project: string;
  readonly version: string;
  /** What its archive and the folder in it are called. */
  readonly archive: string;
  /** As the index has it. */
  readonly sha256: string;
}

export type CorpusName = "flask" | "django" | "attrs";

const RELEASES: Readonly<Record<CorpusName, Release>> = {
  flask: {
    name: "flask",
    title: "Flask 3.1.3",
    project: "flask",
    version: "3.1.3",
    archive: "flask-3.1.3",
    sha256: "0ef0e52b8a9cd932855379197dd8f94047b359ca0a78695144304cb45f87c9eb",
    targets: ["src", "tests"],
    leaf: "tests/test_views.py",
    core: "src/flask/globals.py",
    aims: { unchanged: 1 / 60, edited: 1 / 5 },
    slowRuns: Number.POSITIVE_INFINITY,
  },
  django: {
    name: "django",
    title: "Django 5.2",
    project: "django",
    version: "5.2",
    archive: "Django-5.2",
    sha256: "1a47f7a7a3d43ce64570d350e008d2949abe8c7e21737b351b6a1611277c6d89",
    targets: ["django"],
    leaf: "django/core/management/commands/inspectdb.py",
    core: "django/utils/functional.py",
    aims: { unchanged: 1 / 200, edited: 1 / 30, watch: 1500 },
    slowRuns: 1,
  },
  // Only for the property: nothing is timed on it.
  attrs: {
    name: "attrs",
    title: "attrs 25.4.0",
    project: "attrs",
    version: "25.4.0",
    archive: "attrs-25.4.0",
    sha256: "16d5969b87f0859ef33a48b35d55ac1be6e42ae49d5e853b597db70c35c57e11",
    targets: ["src", "tests"],
    leaf: "tests/test_cmp.py",
    core: "src/attr/_make.py",
    aims: {},
    slowRuns: Number.POSITIVE_INFINITY,
  },
};

/** A corpus and the folder where its files are. */
export interface Found {
  readonly corpus: Corpus;
  readonly folder: string;
}

/** A folder of the user's own. */
export function ownCorpus(dir: string): Found {
  const folder = resolve(dir);
  const title = basename(folder);
  return { corpus: { name: title, title, targets: ["."], aims: {}, slowRuns: Number.POSITIVE_INFINITY }, folder };
}

/** A source distribution, fetched with pip and unpacked; kept in Drydock's cache folder for the next time. */
export async function fetchCorpus(name: CorpusName): Promise<Found> {
  const corpus = RELEASES[name];
  const { project, version, archive, sha256 } = corpus;
  const root = join(cacheFolder(cacheFolderPath(process.env)).folder, "bench");
  const folder = join(root, archive);
  if (existsSync(folder)) return { corpus, folder };
  mkdirSync(root, { recursive: true });
  const fresh = mkdtempSync(join(root, "fetch-"));
  try {
    const options = ["--quiet", "--no-binary", project, "--no-deps", "--dest", fresh];
    await execa("python3", ["-m", "pip", "download", ...options, `${project}==${version}`]);
    const file = join(fresh, `${archive}.tar.gz`);
    const found = createHash("sha256").update(readFileSync(file)).digest("hex");
    if (found !== sha256) throw new Error(`${file} has the digest ${found}, but the index says ${sha256}.`);
    await execa("tar", ["-xzf", file, "-C", fresh]);
    renameSync(join(fresh, archive), folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return { corpus, folder };
}
