import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";

const folder = resolve(import.meta.dirname, "../../../../.docker/runner");
const socket = readFileSync(resolve(folder, "config.template.toml"), "utf8");
const dind = readFileSync(resolve(folder, "config.dind.template.toml"), "utf8");

const COMMON = { executor: "docker", builds_dir: "/builds", cache_dir: "/cache" };
const IMAGES = {
  image: "docker:28.1.1-cli",
  pull_policy: ["if-not-present"],
  allowed_pull_policies: ["always", "if-not-present"],
};

describe("the configuration", () => {
  it("for the host's socket binds it, without privileges, and keeps Dagger's engines apart", () => {
    expect(parse(socket)).toEqual({
      concurrent: 4,
      check_interval: 3,
      shutdown_timeout: 60,
      runners: [
        {
          ...COMMON,
          limit: 4,
          environment: ["DOCKER_HOST=unix:///var/run/docker.sock", "DAGGER_LEAVE_OLD_ENGINE=1"],
          docker: { ...IMAGES, privileged: false, volumes: ["/var/run/docker.sock:/var/run/docker.sock", "/cache"] },
        },
      ],
    });
  });

  it("for Docker in Docker has TLS, never the host's socket, and gives privileges to Docker's image alone", () => {
    expect(parse(dind)).toEqual({
      concurrent: 2,
      check_interval: 3,
      shutdown_timeout: 60,
      runners: [
        {
          ...COMMON,
          limit: 2,
          environment: [
            "DOCKER_HOST=tcp://docker:2376",
            "DOCKER_TLS_CERTDIR=/certs",
            "DOCKER_TLS_VERIFY=1",
            "DOCKER_CERT_PATH=/certs/client",
          ],
          docker: {
            ...IMAGES,
            privileged: true,
            allowed_privileged_images: ["docker:*-dind"],
            allowed_privileged_services: ["docker:*-dind"],
            volumes: ["/certs/client", "/cache"],
          },
        },
      ],
    });
  });

  it.each([
    ["socket", socket, "dockerd"],
    ["dind", dind, "dind"],
  ])("for %s names the tag to set in GitLab", (_, text, tag) => {
    expect(text).toContain(`# The tag "${tag}"`);
  });
});
