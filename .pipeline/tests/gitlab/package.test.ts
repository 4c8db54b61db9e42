import { createHash } from "node:crypto";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { runJob } from "../support/ciLocal.ts";
import { put, temporary } from "../support/cli.ts";
import { checkoutCopy, withPackages } from "../support/gitlabRepository.ts";
import { loopback } from "../support/loopback.ts";
import { type PrivateCa, privateCa } from "../support/privateCa.ts";

interface Upload {
  readonly path: string | undefined;
  readonly token: string | string[] | undefined;
  readonly body: Buffer;
}

describe("the package job, run for real", () => {
  it("packs the CLI as the image and the component want it, and uploads it beside its checksum, to a private CA too", async () => {
    const ca = await privateCa();
    const { url, uploads } = await registry(201, ca);
    const { code, all, kept } = await packaged(url, { CI_SERVER_TLS_CA_FILE: ca.file });
    expect([code, all]).toEqual([0, expect.stringContaining("Uploaded")]);
    expect(kept).toContain(".docker/local/drydock-quality.tgz");
    const at = "/projects/1217/packages/generic/drydock/v0.1.0/drydock-quality.tgz";
    expect(uploads.map(({ path }) => path)).toEqual([at, `${at}.sha256`]);
    expect(uploads.map(({ token }) => token)).toEqual(["job-token-of-the-test", "job-token-of-the-test"]);
    const [archive, checksum] = uploads.map(({ body }) => body);
    const hash = createHash("sha256")
      .update(archive ?? "")
      .digest("hex");
    expect(checksum?.toString()).toBe(`${hash}  drydock-quality.tgz\n`);
    const folder = temporary();
    put(folder, "it.tgz", archive ?? "");
    await execa("tar", ["-xzf", "it.tgz"], { cwd: folder });
    const { stdout } = await execa(process.execPath, ["package/dist/drydock.cjs", "--version"], { cwd: folder });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("fails when the registry refuses, and says why", async () => {
    const { url } = await registry(403);
    const { code, all } = await packaged(url);
    expect([code, all]).toEqual([1, expect.stringMatching(/could not be uploaded: 403 because of the test/)]);
    expect(all).not.toContain("job-token-of-the-test");
  });
});

async function packaged(url: string, own: Readonly<Record<string, string>> = {}) {
  const folder = await checkoutCopy();
  withPackages(folder);
  return runJob(folder, "package", {}, { CI_COMMIT_TAG: "v0.1.0", CI_API_V4_URL: url, ...own });
}

/** A generic package registry on loopback that answers every upload with this status. */
async function registry(status: number, ca?: PrivateCa) {
  const uploads: Upload[] = [];
  const url = await loopback((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      uploads.push({ path: request.url, token: request.headers["job-token"], body: Buffer.concat(parts) });
      response.writeHead(status).end("because of the test");
    });
  }, ca);
  return { url, uploads };
}
