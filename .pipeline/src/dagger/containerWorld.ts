import type { Container, Directory } from "@dagger.io/dagger";
import type { Tool } from "../model/plan.ts";

/** What the container executor asks of the module around it. */
export interface ContainerWorld {
  /** An image with Python, pip and venv; its user is root. */
  readonly base: Container;
  /** Full version of the base's Python. */
  readonly python: string;
  /** The checked source, without what is ignored. */
  readonly source: Directory;
  readonly config: Directory;
  /** Names of the files in the config folder. */
  readonly configFiles: readonly string[];
  /** Texts of the locks in its `requirements`, as they stand there. */
  readonly ownLocks: Readonly<Partial<Record<Tool, string>>>;
  /** The environment of the application's own dependencies; undefined when the user named none. */
  readonly application: Directory | undefined;
  readonly cores: number;
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
}
