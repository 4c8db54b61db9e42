import type { Recording, Scenario } from "./scenario.ts";

const CLEAN = "FROM debian:12\nUSER 1000\n";
const BROKEN = "FROM debian:12\nRNU x\n";
const POOR = [
  "FROM debian:latest",
  "RUN cd /tmp && apt-get install -y foo",
  "RUN echo $x | cat",
  "MAINTAINER someone",
  "CMD echo one",
  "",
].join("\n");
const NAMES = ["Dockerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile", "Containerfile", "Containerfile.*"];
const argv = (...options: readonly string[]): readonly string[] => [
  ...["python", "{scripts}/drydock_each.py", "2", ...NAMES, "!*.dockerignore", "--"],
  ...["hadolint", "--no-color", "--format", "json", ...options, "--"],
];
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const one = (text: string | Uint8Array, config: string | null = null): Scenario => ({
  files: { Dockerfile: text },
  config,
  argv: config === null ? argv() : argv("--config", "{config}"),
});

export const HADOLINT: Recording = {
  tool: "hadolint",
  argv: argv(),
  configFile: "hadolint.yaml",
  config: "",
  scenarios: {
    clean: {
      files: { Dockerfile: CLEAN, "Dockerfile.dockerignore": "*", "README.md": BROKEN, "empty.Dockerfile": "" },
    },
    none: { files: { "README.md": BROKEN } },
    findings: { files: { Dockerfile: POOR, "pkg/Containerfile": CLEAN, "pkg/base.Dockerfile": "FROM debian\n" } },
    "syntax-error": { files: { Dockerfile: POOR, "bad.dockerfile": BROKEN, "tab.Dockerfile": "FROM a:1\n\tRNU x\n" } },
    "syntax-error-ignored": one(`# hadolint global ignore=DL1000\n${BROKEN}`, "ignored: [DL1000]\n"),
    "shell-error": one("FROM debian:12\nUSER 1\nRUN if\n"),
    style: one("FROM debian:12\nUSER 1\nRUN x=`true`\n"),
    threshold: one(POOR.replace(/MAINTAINER .*\n/, ""), "failure-threshold: error\n"),
    "no-fail": one(POOR, "no-fail: true\n"),
    "no-fail-syntax-error": one(BROKEN, "no-fail: true\n"),
    "config-formats": one(POOR, "format: tty\nignored: [DL3008]\n"),
    "config-json-format": one(CLEAN, "format: json\n"),
    "config-verbose": one(CLEAN, "verbose: true\n"),
    "config-not-yaml": one(CLEAN, "ignored: [DL3006\n"),
    "config-wrong-type": one(POOR, "ignored: 7\n"),
    "config-missing": { files: { Dockerfile: CLEAN }, config: null, argv: argv("--config", "{config}") },
    "config-of-its-own": {
      files: { Dockerfile: POOR, ".hadolint.yaml": "failure-threshold: error\nignored: [DL4000]\n" },
    },
    "bad-option": { files: { Dockerfile: CLEAN }, argv: argv("--bogus") },
    "bad-launcher": { files: { Dockerfile: CLEAN }, argv: ["python", "{scripts}/nowhere.py"] },
    "no-program": { files: { Dockerfile: CLEAN }, argv: [...argv().slice(0, 10), "--", "nowhere", "--"] },
    "non-utf8": one(bytes("FROM debian:12\nUSER 1\nRUN echo caf\xe9\nENV A\n")),
    "byte-order-mark": one("\ufeffFROM debian:12\r\nUSER 1\r\n"),
    unreadable: { files: { Dockerfile: POOR, "secret.Dockerfile": CLEAN }, unreadable: ["secret.Dockerfile"] },
    links: {
      files: {
        Dockerfile: BROKEN,
        "same.Dockerfile": { link: "Dockerfile" },
        "build.txt": BROKEN,
        "only.Dockerfile": { link: "build.txt" },
        "lost.Dockerfile": { link: "nowhere" },
      },
    },
    "odd-names": {
      files: {
        "a b.Dockerfile": BROKEN,
        'it\'s "q".Dockerfile': BROKEN,
        "new\nline.Dockerfile": BROKEN,
        "-dash.Dockerfile": BROKEN,
        "é.Dockerfile": BROKEN,
        "back\\slash.Dockerfile": BROKEN,
        "odd dir/Dockerfile.x y": BROKEN,
      },
    },
  },
};
