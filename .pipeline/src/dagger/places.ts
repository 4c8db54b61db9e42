import type { Tool } from "../model/plan.ts";

/** Where things are in a container. Source and config are where the reference has them. */
export const PLACES = {
  repository: "/app",
  source: "/app/src",
  config: "/app/config",
  application: "/app/venv",
  requirements: "/app/requirements",
  scripts: "/opt/drydock/scripts",
  home: "/tmp/home",
  pipCache: "/tmp/pip",
} as const;

/** A tool's environment: it and what its lock names, nothing else. */
export function toolFolder(tool: Tool): string {
  return `/opt/drydock/${tool}`;
}

/** A tool's own cache folder, and the name of its volume. */
export function cacheOf(tool: Tool): { readonly path: string; readonly volume: string } {
  return { path: `/tmp/${tool}`, volume: `python_${tool}` };
}

/** Where the packages of an environment stand; `python` is a full version. */
export function siteOf(environment: string, python: string): string {
  return `${environment}/lib/python${python.split(".").slice(0, 2).join(".")}/site-packages`;
}
