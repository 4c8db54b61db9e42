import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { MERGE_REQUEST, previewOf, runJob } from "../support/ciLocal.ts";
import { including } from "../support/gitlabRepository.ts";
import { loopback } from "../support/loopback.ts";

const TOKEN = "glpat-of-the-test";
const MARKER = "<!-- drydock: quality -->";
const NOTES = "/api/v4/projects/42/merge_requests/7/notes";

interface Note {
  readonly id: number;
  readonly author: { readonly id: number };
  readonly body: string;
}

/** A GitLab with these notes, whose token is user 5's; what was written to it. */
async function gitlab(notes: readonly Note[], status = 200) {
  const written: string[] = [];
  const tokens = new Set<string | undefined>();
  const url = await loopback(async (request, response) => {
    tokens.add(request.headers["private-token"] as string | undefined);
    const { pathname, searchParams } = new URL(request.url ?? "", "http://a");
    const page = Number(searchParams.get("page"));
    const answer = (value: unknown) => response.writeHead(status).end(JSON.stringify(value));
    if (request.method !== "GET")
      written.push(`${request.method} ${pathname} ${JSON.parse(await textOf(request)).body}`);
    if (pathname === "/api/v4/user") answer({ id: 5 });
    else answer(request.method === "GET" ? notes.slice(100 * (page - 1), 100 * page) : {});
  });
  return { url, written, tokens };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += part;
  return text;
}

const SUMMARY = "## Quality: ❌ failed\n";
const note = (id: number, body: string, author = 5): Note => ({ id, author: { id: author }, body });

/** Runs the job beside a GitLab, on a summary that is there already. */
async function noted(
  url: string,
  token: Readonly<Record<string, string>> = { DRYDOCK_NOTE_TOKEN: TOKEN },
  inputs = {},
) {
  const folder = including("note", inputs, { ".reports/summary.md": SUMMARY });
  const own = { ...MERGE_REQUEST, CI_MERGE_REQUEST_IID: "7", CI_PROJECT_ID: "42", CI_API_V4_URL: `${url}/api/v4` };
  const variables = Object.fromEntries(Object.entries({ ...own, ...token }).filter(([, value]) => value !== undefined));
  return runJob(folder, "quality-note", {}, variables as Record<string, string>);
}

describe("the summary as a note in the merge request", () => {
  it("is posted once, and found again on a later page, by its marker and its author", async () => {
    const first = await gitlab([note(1, MARKER, 6), note(2, `I like ${MARKER}`)]);
    const posted = await noted(first.url);
    expect([posted.code, posted.all]).toEqual([0, expect.stringContaining("The summary is a new note")]);
    expect(first.written).toEqual([`POST ${NOTES} ${MARKER}\n${SUMMARY}`]);
    expect([...first.tokens]).toEqual([TOKEN]);
    expect(posted.all).not.toContain(TOKEN);

    const others = Array.from({ length: 130 }, (_, at) => note(at, "talk", 6));
    const later = await gitlab([...others, note(900, `${MARKER}\nold`)]);
    const renewed = await noted(later.url);
    expect([renewed.code, renewed.all]).toEqual([0, expect.stringContaining("is renewed")]);
    expect(later.written).toEqual([`PUT ${NOTES}/900 ${MARKER}\n${SUMMARY}`]);

    const same = await gitlab([note(900, `${MARKER}\n${SUMMARY.trim()}`)]);
    expect((await noted(same.url)).all).toContain("is up to date");
    expect(same.written).toEqual([]);
  });

  it("is not written without a token, which is said, and asks GitLab nothing", async () => {
    const { url, tokens } = await gitlab([]);
    const without = await noted(url, {}, { token: "MY_TOKEN" });
    expect([without.code, without.all]).toEqual([0, expect.stringContaining("The variable MY_TOKEN holds no token")]);
    expect(tokens.size).toBe(0);
    const named = await noted(url, { MY_TOKEN: TOKEN }, { token: "MY_TOKEN" });
    expect([named.all, [...tokens]]).toEqual([expect.stringContaining("new note"), [TOKEN]]);
  });

  it("changes no verdict where GitLab refuses, is not there or answers nonsense", async () => {
    const refusing = await gitlab([], 403);
    const refused = await noted(refusing.url);
    expect([refused.code, refused.all]).toEqual([0, expect.stringContaining("GitLab answered 403")]);
    expect(refused.all).not.toContain(TOKEN);
    const nonsense = await loopback((_, response) => void response.end("<html>"));
    expect(await noted(nonsense)).toMatchObject({ code: 0, all: expect.stringContaining("The note is not written") });
    const gone = await noted("http://127.0.0.1:1");
    expect([gone.code, gone.all]).toEqual([0, expect.stringContaining("The note is not written: URLError.")]);
  });

  it("belongs to merge requests alone, comes after the job also where that is red, and may fail", async () => {
    const job = (await previewOf(including("note", { job: "python" }), MERGE_REQUEST))["python-note"];
    expect(job).toMatchObject({
      allow_failure: true,
      rules: [{ if: "$CI_MERGE_REQUEST_IID", when: "always" }],
      needs: [{ job: "python", artifacts: true, optional: true }],
    });
  });
});
