import type { Tool } from "./model/plan.ts";

/** A tool that is a program of an image in containers, and of the user's PATH on the host. */
export interface ImageTool {
  readonly kind: "image";
  /** With a tag that its makers never move. */
  readonly image: string;
  readonly program: string;
  /** Words that make the program print `drydock-tool`, its version and its own absolute path, with tabs between. */
  readonly ask: readonly string[];
  /** `major.minor` in the image, and the oldest that will do on the host. */
  readonly version: string;
  readonly oldest: string;
  /** What a user has to do who does not have it. */
  readonly install: string;
}

/** How a tool is had. `lock`: installed from its hash-locked `requirements/<tool>.txt`, alone in an environment. */
type ToolSource = { readonly kind: "lock" } | ImageTool;

const LOCK = { kind: "lock" } as const;

export const TOOLS: Readonly<Record<Tool, ToolSource>> = {
  pylint: LOCK,
  black: LOCK,
  mypy: LOCK,
  ruff: LOCK,
  pytest: LOCK,
  php: {
    kind: "image",
    image: "jakzal/phpqa:1.122.1-php8.4-alpine",
    program: "php",
    ask: ["-n", "-r", 'echo "drydock-tool\\t", PHP_VERSION, "\\t", PHP_BINARY, "\\n";'],
    version: "8.4",
    oldest: "8.0",
    install: "Install PHP 8.0 or newer (Debian: the package php-cli; macOS: brew install php)",
  },
};
