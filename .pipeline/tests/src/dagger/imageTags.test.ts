import { describe, expect, it } from "vitest";
import { imageTags, type TagSource } from "../../../src/dagger/imageTags.ts";

const SHA = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d";
const tags = (over: Partial<TagSource> = {}) =>
  imageTags({ ref: "main", revision: SHA, latest: false, more: [], ...over });

describe("the tags of an image", () => {
  it("are the short commit and the branch", () => {
    expect(tags()).toEqual(["1a2b3c4d", "main"]);
  });

  it("end in latest for the default branch alone, after all others", () => {
    expect(tags({ latest: true, more: ["v1.2.0"] })).toEqual(["1a2b3c4d", "main", "v1.2.0", "latest"]);
  });

  it("never hold latest because a branch or a wish is called so", () => {
    expect(tags({ ref: "latest", more: ["latest"] })).toEqual(["1a2b3c4d"]);
  });

  it("hold each tag once, and none for what is not given", () => {
    expect(tags({ ref: "", more: ["1a2b3c4d", "a", "a"] })).toEqual(["1a2b3c4d", "a"]);
    expect(tags({ revision: "" })).toEqual(["main"]);
  });

  it.each(["a".repeat(128), "_a", "V1.2-3_4", "0"])("may be %s", (ref) => {
    expect(tags({ ref })).toContain(ref);
  });

  it.each(["a".repeat(129), "-a", ".a", "feature/x", "a b", "a:b", "é", "a\n", "$(id)"])(
    "may not be %j, which is named",
    (ref) => {
      expect(() => tags({ ref })).toThrow(
        expect.objectContaining({ kind: "misuse", message: expect.stringContaining(ref) }),
      );
    },
  );

  it.each(["1a2b3c4", "HEAD", "1A2B3C4D", `${SHA}\n`])("come from a commit, and %j is none", (revision) => {
    expect(() => tags({ revision })).toThrow(
      expect.objectContaining({ kind: "misuse", hint: expect.stringMatching(/full id/) }),
    );
  });

  it("are one at least", () => {
    expect(() => tags({ ref: "", revision: "" })).toThrow(expect.objectContaining({ kind: "misuse" }));
    expect(() => tags({ ref: "latest", revision: "" })).toThrow(/no tag/);
  });
});
