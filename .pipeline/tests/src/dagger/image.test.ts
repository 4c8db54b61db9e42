import { Context, Secret } from "@dagger.io/dagger";
import { describe, expect, it } from "vitest";
import { withReadableErrors } from "../../../src/dagger/door.ts";
import {
  applicationImage,
  imageLabels,
  imageRepository,
  imageTags,
  type Publication,
  publishImage,
} from "../../../src/dagger/image.ts";
import type { Answer, Asked } from "../../support/daggerEndpoint.ts";
import { directory, withEngine } from "../../support/daggerModule.ts";

const DIGEST = `sha256:${"ab".repeat(32)}`;
const REVISION = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d";
const PASSWORD = "correct horse battery";
const secret = (name: string) => new Secret(new Context().selectNode(name, "Secret"));

const PUBLICATION: Publication = {
  context: directory("REPOSITORY"),
  base: "",
  ref: "main",
  revision: REVISION,
  labels: ["version=1.2.0"],
  latest: true,
  more: [],
  registry: "registry.example:5050",
  image: "team/app",
  username: secret("USER"),
  password: secret("PASSWORD"),
};

/** A registry that takes everything; the tag decides which digest it says. */
function answer({ leaf, leafArgs, chain }: Asked, reference: (address: string) => unknown): unknown {
  if (leaf === "plaintext") return chain[0] === "USER" ? "deploy\n" : PASSWORD;
  if (leaf === "publish") return reference(JSON.parse(leafArgs.replace("address: ", "")));
  return undefined;
}

const SAME = (address: string): unknown => `${address}@${DIGEST}`;

function published(over: Partial<Publication> = {}, reference = SAME, first: Answer = () => undefined) {
  const told: Answer = async (asked) => (await first(asked)) ?? answer(asked, reference);
  return withEngine({ first: told }, () => withReadableErrors(() => publishImage({ ...PUBLICATION, ...over })));
}

const pushesOf = (asked: readonly Asked[]) => asked.filter(({ leaf }) => leaf === "publish");

describe("the application's image", () => {
  it("is asked of the engine by the repository's Dockerfile", async () => {
    const { error, asked } = await withEngine({}, async () => (await applicationImage(PUBLICATION)).sync());
    expect(error).toBeUndefined();
    expect(asked.map(({ chain, leaf, leafArgs }) => ({ chain, leaf, leafArgs }))).toMatchSnapshot();
  });

  it("stands on the base that was given", async () => {
    const { asked } = await withEngine({}, () =>
      applicationImage({ ...PUBLICATION, base: "mirror.example/python:3.13" }),
    );
    expect(asked.at(-1)?.chain.at(-1)).toContain('buildArgs: [{name:"BASE",value:"mirror.example/python:3.13"}]');
  });

  it("is refused before the engine is asked when a label is invalid", async () => {
    const { error, asked } = await withEngine({}, () =>
      withReadableErrors(() => applicationImage({ ...PUBLICATION, labels: ["x"] })),
    );
    expect(error?.message).toMatch(/^"x" is not a valid label\.\n/);
    expect(asked).toEqual([]);
  });

  it.each([
    ["there is no repository", undefined, () => undefined],
    ["it has no Dockerfile", PUBLICATION.context, ({ leaf }: Asked) => (leaf === "exists" ? false : undefined)],
  ] as const)("is refused, with what to do, when %s", async (_, context, first) => {
    const build = () => applicationImage({ ...PUBLICATION, context });
    const { error } = await withEngine({ first }, () => withReadableErrors(build));
    expect(error?.message).toMatch(/^There is no \.docker\/application\.Dockerfile[\s\S]*--context/);
  });

  it("that can't be built says the command's own words", async () => {
    const failed = { error: "build failed", exec: { exitCode: 1, stderr: "ERROR: No matching distribution" } };
    const first = ({ leaf }: Asked) => (leaf === "sync" ? failed : undefined);
    const { error } = await withEngine({ first }, () => withReadableErrors(() => applicationImage(PUBLICATION)));
    expect(error?.message).toMatch(/could not be built, exit code 1:\nERROR: No matching distribution\n.*--base/);
  });
});

describe("publishing", () => {
  it("pushes the same image under each tag in turn, latest last, and gives its reference by digest", async () => {
    const { value, error, asked } = await published();
    expect(error).toBeUndefined();
    expect(value).toBe(`registry.example:5050/team/app@${DIGEST}`);
    const place = "registry.example:5050/team/app";
    expect(pushesOf(asked).map(({ leafArgs }) => leafArgs)).toEqual(
      ["1a2b3c4d", "main", "latest"].map((tag) => `address: "${place}:${tag}"`),
    );
    expect(new Set(pushesOf(asked).map(({ chain }) => chain.join("\n"))).size).toBe(1);
    expect(pushesOf(asked)[0]?.chain).toMatchSnapshot();
  });

  it("hands the password on as a secret: its text is in no query, and is never asked for", async () => {
    const { asked, identified } = await published();
    expect(JSON.stringify([asked, identified])).not.toContain(PASSWORD);
    expect(asked.filter(({ leaf }) => leaf === "plaintext").map(({ chain }) => chain)).toEqual([["USER"]]);
    expect(pushesOf(asked)[0]?.chain.at(-1)).toBe(
      'withRegistryAuth(address: "registry.example:5050",username: "deploy",secret: <PASSWORD>)',
    );
  });

  it("without a login leaves it to the caller's own Docker config", async () => {
    const { value, asked } = await published({ username: undefined, password: undefined });
    expect(value).toContain(DIGEST);
    expect(JSON.stringify(asked)).not.toContain("withRegistryAuth");
  });

  it.each([{ username: undefined }, { password: undefined }])("refuses half a login: %j", async (over) => {
    const { error, asked } = await published(over);
    expect(error?.message).toMatch(/one is missing[\s\S]*env:\/\//);
    expect(asked).toEqual([]);
  });

  it.each([
    [{ registry: "" }, /--registry ""/],
    [{ image: "Team" }, /--image "Team"/],
    [{ ref: "feature/x" }, /"feature\/x"/],
    [{ ref: "", revision: "", latest: false }, /no tag/],
  ])("refuses %j before anything is built", async (over, words) => {
    const { error, asked } = await published(over);
    expect(error?.message).toMatch(words);
    expect(asked).toEqual([]);
  });

  it("says which push failed, in the registry's words, and moves no later tag", async () => {
    const refused = { error: "push: 403 Forbidden [traceparent:00-1-2-01]" };
    const { error, asked } = await published({}, (address) => (address.endsWith(":main") ? refused : SAME(address)));
    expect(error?.message).toMatch(/as registry\.example:5050\/team\/app:main:\npush: 403 Forbidden\nCheck that/);
    expect(JSON.stringify([error?.message, error?.stack, error?.cause])).not.toContain(PASSWORD);
    expect(pushesOf(asked)).toHaveLength(2);
  });

  it.each(["registry.example/team/app:main", "", `sha256:${"ab".repeat(32)}`])(
    "is broken by a push that gives no digest but %j",
    async (reference) => {
      const { error } = await published({}, () => reference);
      expect(error?.message).toMatch(/gave no digest, only/);
    },
  );

  it("is broken, and says so with both digests in order, when two tags name different images", async () => {
    const other = `sha256:${"00".repeat(32)}`;
    const { error } = await published({}, (address) => `${address}@${address.endsWith("latest") ? other : DIGEST}`);
    expect(error?.message).toContain(`name different images: ${other}, ${DIGEST}.`);
  });
});

const tags = (over: Partial<Publication> = {}) => imageTags({ ...PUBLICATION, latest: false, ...over });

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

  it.each(["a".repeat(128), "_a", "V1.2-3_4", "0"])("may be %s", (ref) => expect(tags({ ref })).toContain(ref));

  it.each(["a".repeat(129), "-a", ".a", "feature/x", "a b", "a:b", "é", "a\n", "$(id)"])(
    "may not be %j, which is named",
    (ref) => {
      expect(() => tags({ ref })).toThrow(
        expect.objectContaining({ kind: "misuse", message: expect.stringContaining(ref) }),
      );
    },
  );

  it.each(["1a2b3c4", "HEAD", "1A2B3C4D", `${REVISION}\n`])("come from a commit, which %j is not", (revision) => {
    expect(() => tags({ revision })).toThrow(
      expect.objectContaining({ kind: "misuse", hint: expect.stringMatching(/full id/) }),
    );
  });

  it("are one at least", () => {
    expect(() => tags({ ref: "", revision: "" })).toThrow(expect.objectContaining({ kind: "misuse" }));
    expect(() => tags({ ref: "latest", revision: "" })).toThrow(/no tag/);
  });
});

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
  it.each(["versoin=1", "version", "=1", "Org.Example=1", ""])(
    "are refused for a name that is unknown or missing: %j",
    (label) => {
      expect(() => labels(label)).toThrow(
        expect.objectContaining({ kind: "misuse", message: `"${label}" is not a valid label.` }),
      );
    },
  );
});

describe("where an image goes", () => {
  it.each(["r.example", "r.example:5050", "localhost", "localhost:5000", "127.0.0.1:5000", "r:5000"])(
    "may be the registry %s",
    (registry) => {
      expect(imageRepository(registry, "team/my-app_1.x")).toBe(`${registry}/team/my-app_1.x`);
    },
  );
  const NO_HOSTS = ["", "team", "https://r.example", "r.example/team", "r.example:", "user@r.example", "a.b\n"];
  it.each(NO_HOSTS)("may not be the registry %j", (registry) => {
    const message = `--registry "${registry}" is not a registry's host.`;
    expect(() => imageRepository(registry, "app")).toThrow(expect.objectContaining({ kind: "misuse", message }));
  });
  const NO_PATHS = ["", "Team/app", "/app", "app/", "a//b", "app:1", "app@sha256:1", "-a", "a b", "app\n"];
  it.each(NO_PATHS)("may not be the path %j", (path) => {
    const message = `--image "${path}" is not a valid path for an image.`;
    expect(() => imageRepository("r.example", path)).toThrow(expect.objectContaining({ kind: "misuse", message }));
  });
});
