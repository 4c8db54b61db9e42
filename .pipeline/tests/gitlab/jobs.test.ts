import { describe, expect, it } from "vitest";
import { type Job, previewOf, TAG } from "../support/ciLocal.ts";
import { checkoutCopy, including } from "../support/gitlabRepository.ts";

const REQUIRED = { project: "platform/drydock", version: "v0.1.0" };

const PIPELINES = [
  { name: "this project", folder: () => checkoutCopy() },
  {
    name: "a caller of quality with Dagger",
    folder: async () => including("quality", { ...REQUIRED, engine: "dagger" }),
  },
  { name: "a caller of quality without Docker", folder: async () => including("quality", REQUIRED) },
  { name: "a caller of dind", folder: async () => including("dind", REQUIRED) },
];

describe.each(PIPELINES)("every job of $name", ({ folder }) => {
  let preview: Promise<Readonly<Record<string, Job>>> | undefined;
  const jobs = async () => {
    preview ??= folder().then((made) => previewOf(made, TAG));
    return Object.entries(await preview);
  };
  const wordsOf = (job: Job) =>
    [job.before_script, job.script, job.after_script].flat().filter((one) => one !== undefined);

  it("has a pinned image, as have its services", async () => {
    for (const [name, job] of await jobs()) {
      const services = (job.services ?? []).map((service) => service.name);
      for (const image of [job.image?.name, ...services])
        expect(image, name).toMatch(/:(?:v?\d+\.\d+[\w.-]*|\$DRYDOCK_VERSION)$/);
    }
  });

  it("has either the host's socket or a daemon of its own by TLS, never both", async () => {
    for (const [name, { variables = {}, services, tags }] of await jobs()) {
      const host = variables["DOCKER_HOST"] ?? "";
      expect([name, services !== undefined]).toEqual([name, host.startsWith("tcp:")]);
      if (host.startsWith("unix:")) {
        const filledIn = tags?.map((tag) => tag.replace("$DRYDOCK_TAGS", variables["DRYDOCK_TAGS"] ?? ""));
        expect([name, host, filledIn]).toEqual([name, "unix:///var/run/docker.sock", ["dockerd"]]);
      }
      if (host.startsWith("tcp:")) expect(variables).toMatchObject({ ...TLS, DOCKER_HOST: "tcp://docker:2376" });
    }
  });

  it("keeps its reports however it ends", async () => {
    const reporting = (await jobs()).filter(([, { artifacts }]) => artifacts?.paths.includes(".reports"));
    expect(reporting.length).toBeGreaterThan(0);
    const links = reporting.map(([, { artifacts }]) => artifacts?.expose_as);
    expect(new Set(links).size).toBe(links.length);
    for (const [name, { artifacts }] of reporting) {
      expect(artifacts, name).toMatchObject({
        when: "always",
        expose_as: expect.stringMatching(/^[\w -]+$/),
        // GitLab exposes a folder only by a name with a slash, and opens what is exposed only when it is one file.
        paths: [".reports", ".reports/index.html"],
        reports: { codequality: ".reports/codequality.json", junit: ".reports/junit.xml" },
      });
    }
  });

  it("downloads no program by itself, and puts no secret on a command line", async () => {
    for (const [name, job] of await jobs()) {
      for (const line of wordsOf(job)) {
        expect(line, name).not.toMatch(/\b(?:curl|wget|npx|pip install|uvx)\b/);
        // Dagger is told where a secret is, and reads it by itself.
        // What stands between single quotes is words for git, not the value.
        const words = line.replaceAll(/ env:\/\/\w+/g, "").replaceAll(/'[^'\n]*'/g, "''");
        expect(words, name).not.toMatch(/--password(?!-stdin)(?! *$)|\s-p[ =]|--build-arg\s+\S*(?:TOKEN|PASSWORD)/);
        // printf is the shell's own: no process of its has a command line.
        const secret = /(?:TOKEN|PASSWORD)/.test(words) && !line.startsWith("printf ") && !line.includes("os.environ");
        expect(secret, `${name}: ${line}`).toBe(false);
      }
    }
  });
});

const TLS = { DOCKER_TLS_CERTDIR: "/certs", DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/certs/client" };
