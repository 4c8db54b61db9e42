import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { execa } from "execa";
import { temporary } from "./cli.ts";
import { loopback } from "./loopback.ts";
import type { PrivateCa } from "./privateCa.ts";

const LOGIN = `Basic ${Buffer.from("gitlab-ci-token:job-token-of-the-test").toString("base64")}`;

/** A stand-in for GitLab on a port of its own: gives the repository, as that project, by git to who has the job's token. */
export async function gitServer(project: string, repository: string, ca?: PrivateCa) {
  const root = temporary();
  await execa("git", ["clone", "--quiet", "--bare", repository, join(root, `${project}.git`)]);
  const refused: (string | undefined)[] = [];
  const url = await loopback((request, response) => {
    if (request.headers.authorization === LOGIN) return answer(root, request, response);
    refused.push(request.headers.authorization);
    response.writeHead(401, { "www-authenticate": 'Basic realm="GitLab"' }).end();
  }, ca);
  return { url, refused, bare: join(root, `${project}.git`) };
}

/** By git's own CGI program, whose answer begins with its headers. */
function answer(root: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = "", query = ""] = (request.url ?? "").split("?");
  const { "content-type": type, "content-encoding": encoding, "git-protocol": protocol } = request.headers;
  const env = {
    ...process.env,
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: "1",
    REQUEST_METHOD: request.method,
    PATH_INFO: path,
    QUERY_STRING: query,
    CONTENT_TYPE: type,
    HTTP_CONTENT_ENCODING: encoding,
    GIT_PROTOCOL: [protocol].flat()[0],
  };
  const backend = spawn("git", ["http-backend"], { env, stdio: ["pipe", "pipe", "inherit"] });
  request.pipe(backend.stdin);
  const parts: Buffer[] = [];
  backend.stdout.on("data", (part: Buffer) => parts.push(part));
  backend.on("close", () => {
    const all = Buffer.concat(parts);
    const end = all.indexOf("\r\n\r\n");
    const lines = all.subarray(0, end).toString().split("\r\n");
    const fields = lines.map((line): [string, string] => [line.split(": ")[0] ?? "", line.split(": ")[1] ?? ""]);
    const status = Number(fields.find(([name]) => name === "Status")?.[1]?.slice(0, 3) ?? 200);
    response.writeHead(status, Object.fromEntries(fields.filter(([name]) => name !== "Status")));
    response.end(all.subarray(end + 4));
  });
}
