import { describe, expect, it } from "vitest";
import { imageRepository } from "../../../src/dagger/imageRepository.ts";

describe("where an image goes", () => {
  it.each([
    "registry.example",
    "registry.example:5050",
    "localhost",
    "localhost:5000",
    "127.0.0.1:5000",
    "registry:5000",
  ])("may be the registry %s", (registry) => {
    expect(imageRepository(registry, "team/my-app_1.x")).toBe(`${registry}/team/my-app_1.x`);
  });

  it.each([
    "",
    "team",
    "https://registry.example",
    "registry.example/team",
    "registry.example:",
    "user@registry.example",
    "a.b\n",
  ])("may not be the registry %j", (registry) => {
    expect(() => imageRepository(registry, "app")).toThrow(
      expect.objectContaining({ kind: "misuse", message: `--registry "${registry}" is no registry.` }),
    );
  });

  it.each(["", "Team/app", "/app", "app/", "a//b", "app:1", "app@sha256:1", "-a", "a b", "app\n"])(
    "may not be the path %j",
    (repository) => {
      expect(() => imageRepository("registry.example", repository)).toThrow(
        expect.objectContaining({ kind: "misuse", message: `--repository "${repository}" is no path of an image.` }),
      );
    },
  );
});
