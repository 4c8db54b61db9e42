import type { Tool } from "../model.ts";

/** Where things are in a container. */
export const PLACES = {
  root: "/app",
  application: "/opt/drydock/application",
  requirements: "/opt/drydock/requirements",
  scripts: "/opt/drydock/scripts",
  request: "/opt/drydock/request",
  home: "/tmp/home",
  pipCache: "/tmp/pip",
  uvCache: "/tmp/uv",
} as const;

/** A tool's environment: it and what its lock names, nothing else. */
export function toolFolder(tool: string): string {
  return `/opt/drydock/${tool}`;
}

/** A tool's own cache folder, and the name of its volume. */
export function cacheOf(tool: Tool): { readonly path: string; readonly volume: string } {
  return { path: `/tmp/${tool}`, volume: `python_${tool}` };
}

/** Where the packages of an environment are; `python` is a full version. */
export function siteOf(environment: string, python: string): string {
  return `${environment}/lib/python${python.split(".").slice(0, 2).join(".")}/site-packages`;
}
