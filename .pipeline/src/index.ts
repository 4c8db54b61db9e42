/**
 * One quality pipeline for Python: Pylint, Black, mypy, Ruff and pytest, pinned, each in a container of its own.
 *
 * Call it from the repository's root: `dagger call run-all` checks `src`, or what Python there is, by your tools' configs,
 * `dagger call --source src --config .config lint` says where they are, `dagger call verdict stdout` ends with the verdict's exit code, for CI.
 */
import type { Changeset, Container, Directory, File, Secret } from "@dagger.io/dagger";
import { argument, check, func, generate, object } from "@dagger.io/dagger";
import { changes } from "./dagger/changes.ts";
import { CheckChoice } from "./dagger/checkChoice.ts";
import { type CheckOutcome, outcomesOf } from "./dagger/checkOutcome.ts";
import { docsSite } from "./dagger/docsSite.ts";
import { containerOf, reportFiles, runChecks, verdict, withReadableErrors } from "./dagger/door.ts";
import { applicationImage, publishImage } from "./dagger/image.ts";
import { verdictContainer } from "./dagger/verdict.ts";

/** The same list as in ignore.ts, in full: the scanner follows a name to its literal in this file, and no further. */
// biome-ignore format: a pattern on each line would be half of this page
const NOT_CHECKED = [
  "**/.git", "**/.hg", "**/.svn", "**/.venv", "**/venv", "**/.direnv", "**/.tox", "**/.nox", "**/.eggs",
  "**/*.egg-info", "**/__pycache__", "**/__pypackages__", "**/*.pyc", "**/.mypy_cache", "**/.ruff_cache",
  "**/.pytest_cache", "**/.ipynb_checkpoints", "**/.idea", "**/.vscode", "**/.DS_Store", "**/node_modules",
  "**/.reports", "**/.drydock-cache", "**/.drydock-*.tmp",
];
/** What no image needs; the .dockerignore next to the Dockerfile lists the rest. */
const NOT_IN_IMAGE = [".git", ".make", ".reports", ".drydock-cache", "**/node_modules", "**/.venv", "**/venv"];

/** The checks, fixes and reports of a Python application. */
@object()
export class Drydock {
  source: Directory | undefined;
  config: Directory | undefined;
  sourcePath: string;
  configPath: string;
  paths: string[] | undefined;
  base: Container | undefined;
  requirements: File | undefined;
  repository: Directory | undefined;
  python: string | undefined;
  checks: string[] | undefined;
  gates: string[] | undefined;
  allowEmpty: boolean;
  since: Directory | undefined;

  /**
   * @param source The Python code to check. Default: the folder src of the repository, or the packages, tests and modules at its root.
   * @param config The folder of the tools' config files and of drydock.json. Default: .config of the repository. A tool without a config there finds its own, such as pyproject.toml.
   * @param sourcePath Where the given source is in the repository, and where its changes go.
   * @param configPath Where the config folder is in the repository.
   * @param paths Files and folders to check instead, from the repository's root.
   * @param base An image with Python in which the tools run, such as a mirror's. Default: python:3.13-slim, with the version of the settings.
   * @param requirements The application's own dependencies, a requirements file or pyproject.toml, for mypy, Pylint and pytest. Default: what the settings name.
   * @param repository The repository: the tools see all of it, and changes are changes of it. Default: the one that the call is made in.
   * @param python The Python to check for, such as 3.13. Default: as the settings say.
   * @param checks The checks that run-all and report run, such as lint,ruff. Default: as the settings say.
   * @param gates What fails a check, such as lint=error,ruff=never: info, warning, error or never. Default: as the settings say.
   * @param allowEmpty A source without any file to check is right; else it is an error.
   * @param since The repository as it was, such as https://gitlab.example/app.git#main: only what is new since then fails.
   */
  constructor(
    @argument({ ignore: NOT_CHECKED }) source?: Directory,
    config?: Directory,
    sourcePath = "src",
    configPath = ".config",
    paths?: string[],
    base?: Container,
    requirements?: File,
    @argument({ defaultPath: "/", ignore: NOT_CHECKED }) repository?: Directory,
    python?: string,
    checks?: string[],
    gates?: string[],
    allowEmpty = false,
    since?: Directory,
  ) {
    this.source = source;
    this.config = config;
    this.sourcePath = sourcePath;
    this.configPath = configPath;
    this.paths = paths;
    this.base = base;
    this.requirements = requirements;
    this.repository = repository;
    this.python = python;
    this.checks = checks;
    this.gates = gates;
    this.allowEmpty = allowEmpty;
    this.since = since;
  }

  /** Lint with Pylint: fails on errors, or when the score is below fail-under. Example: dagger call lint */
  @func() async lint(): Promise<string> {
    return withReadableErrors(async () => verdict(await runChecks(this, ["lint"])));
  }

  /** Check the formatting with Black (or Ruff, when the settings say so), and change nothing. Example: dagger call format-check */
  @func() async formatCheck(): Promise<string> {
    return withReadableErrors(async () => verdict(await runChecks(this, ["format"])));
  }

  /** Check the types with mypy, with the application's own dependencies. Example: dagger call --requirements requirements.txt typecheck */
  @func() async typecheck(): Promise<string> {
    return withReadableErrors(async () => verdict(await runChecks(this, ["typecheck"])));
  }

  /** Check the types with mypy: the same as typecheck, by the tool's name. Example: dagger call mypy */
  @func() async mypy(): Promise<string> {
    return this.typecheck();
  }

  /** Lint with Ruff, and note where the two formatters disagree. Example: dagger call ruff */
  @func() async ruff(): Promise<string> {
    return withReadableErrors(async () => verdict(await runChecks(this, ["ruff"])));
  }

  /** Run the tests with pytest, with the application's own dependencies. Example: dagger call --requirements requirements.txt test */
  @func() async test(): Promise<string> {
    return withReadableErrors(async () => verdict(await runChecks(this, ["test"])));
  }

  /** Check the syntax of PHP files with php -l; run-all does when the settings name it. Example: dagger call phplint */
  @func() async phplint(): Promise<string> {
    return withReadableErrors(async () => verdict(await runChecks(this, ["phplint"])));
  }

  /** Lint Dockerfiles, and the shell in them, with hadolint; run-all does when the settings name it. Example: dagger call --source . hadolint */
  @func() async hadolint(): Promise<string> {
    return withReadableErrors(async () => verdict(await runChecks(this, ["hadolint"])));
  }

  /**
   * Rewrite the source with Black (or Ruff, when the settings say so); `-y` applies the changes. Fails when a file cannot be parsed.
   *
   * Example: dagger call --source src --source-path src format -y
   */
  @func()
  @generate()
  async format(): Promise<Changeset> {
    return withReadableErrors(() => changes(this, ["format"]));
  }

  /**
   * Rewrite the source with Ruff's safe fixes; `-y` applies the changes. What Ruff cannot fix, `ruff` reports.
   *
   * Example: dagger call --source src --source-path src ruff-fix -y
   */
  @func()
  async ruffFix(): Promise<Changeset> {
    return withReadableErrors(() => changes(this, ["ruff"]));
  }

  /**
   * Rewrite the source with Ruff's safe fixes, then with the formatter; `-y` applies the changes.
   *
   * Example: dagger call --source src --source-path src fix -y
   */
  @func() async fix(): Promise<Changeset> {
    return withReadableErrors(() => changes(this, ["ruff", "format"]));
  }

  /**
   * Run every check of the settings at once, keep all results, and report them together. Fails when any check fails or is broken.
   *
   * Example: dagger call run-all
   *
   * @param failFast End at the first check that fails or is broken; the rest is skipped.
   */
  @func() async runAll(failFast = false): Promise<string> {
    return withReadableErrors(async () => verdict(await runChecks(this, "all", failFast)));
  }

  /**
   * Every report file of a run of all checks. It gives no verdict: what failed, broke or was skipped is in the files.
   *
   * Example: dagger call report export --path .reports
   *
   * @param lineUrl Where the reports link lines to, with {path} and {line}: https://gitlab.example/app/-/blob/main/{path}#L{line}
   */
  // Not kept longer: what broke one run may be gone in the next, and a function that throws nothing would be cached.
  @func({ cache: "session" }) async report(lineUrl = ""): Promise<Directory> {
    return withReadableErrors(() => reportFiles(this, lineUrl));
  }

  /**
   * The report of all checks, in a container that ends with 0 when they pass, 1 when they fail and 2 when one is broken: the
   * call ends with that code, and an unchanged red run returns at once.
   *
   * Example: dagger call verdict stdout
   *
   * @param checks Which checks instead, such as lint,ruff.
   */
  @func() async verdict(checks?: string[]): Promise<Container> {
    return withReadableErrors(() => verdictContainer(checks?.length ? { ...this, checks } : this));
  }

  /** For dagger check: Pylint, when it is one of the checks of the settings. Example: dagger call check-lint stdout */
  @func() @check() async checkLint(): Promise<Container> {
    return withReadableErrors(() => verdictContainer(this, "lint"));
  }

  /** For dagger check: mypy, when it is one of the checks of the settings. Example: dagger call check-typecheck stdout */
  @func() @check() async checkTypecheck(): Promise<Container> {
    return withReadableErrors(() => verdictContainer(this, "typecheck"));
  }

  /** For dagger check: Ruff, when it is one of the checks of the settings. Example: dagger call check-ruff stdout */
  @func() @check() async checkRuff(): Promise<Container> {
    return withReadableErrors(() => verdictContainer(this, "ruff"));
  }

  /** For dagger check: pytest, when the settings name it. Example: dagger call check-test stdout */
  @func() @check() async checkTest(): Promise<Container> {
    return withReadableErrors(() => verdictContainer(this, "test"));
  }

  /** For dagger check: php -l, when the settings name it. Example: dagger call check-phplint stdout */
  @func() @check() async checkPhplint(): Promise<Container> {
    return withReadableErrors(() => verdictContainer(this, "phplint"));
  }

  /** For dagger check: hadolint, when the settings name it. Example: dagger call check-hadolint stdout */
  @func() @check() async checkHadolint(): Promise<Container> {
    return withReadableErrors(() => verdictContainer(this, "hadolint"));
  }

  /** The results of all checks as data; it gives no verdict. Example: dagger call --json results verdict */
  @func({ cache: "session" }) async results(): Promise<CheckOutcome[]> {
    return withReadableErrors(async () => outcomesOf(await runChecks(this, "all")));
  }

  /**
   * The container that a check's tool runs in, with its config file and the source, before it runs.
   * Example: dagger call container --check typecheck terminal
   *
   * @param check Which check.
   */
  @func() async container(check: CheckChoice = CheckChoice.lint): Promise<Container> {
    return withReadableErrors(() => containerOf(this, check));
  }

  /**
   * Build the application's image by the repository's .docker/application.Dockerfile. Example: dagger call build terminal
   *
   * @param context The repository; found by itself.
   * @param base What the image is built on, such as a mirror's Python. Default: as the Dockerfile says.
   * @param ref Branch or tag that it is built from, as a label.
   * @param revision Full id of the commit, as a label.
   * @param labels More labels, such as version=1.2.0 or org.example.team=core.
   */
  // biome-ignore format: a line for each argument would be half of this page
  @func() async build(
    @argument({ defaultPath: "/", ignore: NOT_IN_IMAGE }) context?: Directory,
    base = "", ref = "", revision = "", labels?: string[],
  ): Promise<Container> {
    return withReadableErrors(() => applicationImage({ context, base, ref, revision, labels: labels ?? [] }));
  }

  /**
   * Build the application's image and push it under each tag; gives its reference by digest.
   * Example: dagger call publish --registry registry.example --image team/app --tags trial
   *
   * @param registry The registry's host, and its port if it has one.
   * @param image Path of the image in the registry, such as team/app.
   * @param username Who pushes, such as env://CI_REGISTRY_USER. Default: whom the caller's Docker config names.
   * @param password Where the password is, such as env://CI_REGISTRY_PASSWORD.
   * @param ref Branch or tag that it is built from, such as $CI_COMMIT_REF_SLUG: a tag of the image and a label.
   * @param revision Full id of the commit: its first eight characters are a tag, all of them a label.
   * @param latest Push it as latest too: for the default branch alone.
   * @param tags More tags.
   * @param context The repository; found by itself.
   * @param base What the image is built on, such as a mirror's Python. Default: as the Dockerfile says.
   * @param labels More labels, such as version=1.2.0 or org.example.team=core.
   */
  // biome-ignore format: a line for each argument would be half of this page
  @func({ cache: "never" }) async publish(
    registry = "", image = "", username?: Secret, password?: Secret,
    ref = "", revision = "", latest = false, tags?: string[],
    @argument({ defaultPath: "/", ignore: NOT_IN_IMAGE }) context?: Directory, base = "", labels?: string[],
  ): Promise<string> {
    const built = { context, base, ref, revision, labels: labels ?? [], latest, more: tags ?? [] };
    return withReadableErrors(() => publishImage({ ...built, registry, image, username, password }));
  }

  /**
   * The pages of docs/ as a website, rendered by Quarto. Example: dagger call docs export --path public
   *
   * @param pages The folder of the pages, with Quarto's _quarto.yml. Default: the folder docs of the repository.
   * @param quarto An image with Quarto, such as a mirror's. Default: Quarto's own, of a pinned version.
   * @param filesUrl Where the repository's files can be read, for links out of the pages: https://gitlab.example/app/-/blob/main
   */
  // biome-ignore format: a line for each argument would be half of this page
  @func() async docs(
    @argument({ defaultPath: "/docs", ignore: ["_site", ".quarto"] }) pages?: Directory, quarto?: Container, filesUrl = "",
  ): Promise<Directory> {
    return withReadableErrors(() => docsSite({ pages, quarto, filesUrl }));
  }
}
