import { describe, expect, it } from "vitest";
import { imageLabels } from "../../../src/dagger/imageLabels.ts";

const labels = (...given: readonly string[]) => imageLabels({ ref: "main", revision: "1a2b3c4d", labels: given });

describe("the labels of an image", () => {
  it("are those of the image specification, sorted by name", () => {
    expect(labels("source=https://gitlab.example/team/app", "created=2026-01-02T03:04:05+00:00")).toEqual([
      ["org.opencontainers.image.created", "2026-01-02T03:04:05+00:00"],
      ["org.opencontainers.image.ref.name", "main"],
      ["org.opencontainers.image.revision", "1a2b3c4d"],
      ["org.opencontainers.image.source", "https://gitlab.example/team/app"],
    ]);
  });

  it("leave out what is not known", () => {
    expect(imageLabels({ ref: "", revision: "", labels: ["version="] })).toEqual([]);
  });

  it("may be of one's own domain, may hold any text, and win over what is derived", () => {
    expect(labels("org.example.team=a=b, c", "revision=other")).toEqual([
      ["org.example.team", "a=b, c"],
      ["org.opencontainers.image.ref.name", "main"],
      ["org.opencontainers.image.revision", "other"],
    ]);
  });

  it.each(["versoin=1", "version", "=1", "Org.Example=1", ""])("are refused when they are none: %j", (label) => {
    expect(() => labels(label)).toThrow(
      expect.objectContaining({ kind: "misuse", message: `The label "${label}" is none.` }),
    );
  });
});
