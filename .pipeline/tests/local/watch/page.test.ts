import { request } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { servePage } from "../../../local/watch/page.ts";
import { renderHtml } from "../../../src/report/html/html.ts";
import { RICH_RUN } from "../../support/sampleRun.ts";

async function served() {
  const page = await servePage();
  onTestFinished(page.close);
  page.show(renderHtml(RICH_RUN, { lines: new Map() }));
  return page;
}

/** As `fetch` does not let one say which host is meant. */
function ask(url: string, { host, method = "GET" }: { readonly host?: string; readonly method?: string } = {}) {
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const asked = request(url, { method, headers: host === undefined ? {} : { host } }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += String(chunk);
      });
      response.on("end", () => resolve({ status: response.statusCode, text }));
    });
    asked.on("error", reject).end();
  });
}

test("the page is there for who knows its address, and says nothing to anybody else", async () => {
  const { url } = await served();
  const { port, origin, pathname } = new URL(url);
  expect(pathname).toMatch(/^\/[0-9a-f]{48}\/$/);
  expect(await ask(url)).toMatchObject({ status: 200, text: expect.stringContaining("Drydock") });
  expect(await ask(url, { host: `localhost:${port}` })).toMatchObject({ status: 200 });
  const wrong = `${origin}/${"0".repeat(48)}/`;
  for (const other of [
    `${origin}/`,
    wrong,
    `${wrong}events`,
    `${url}x`,
    `${url}events/x`,
    `${url}?x`,
    url.slice(0, -2),
  ]) {
    expect(await ask(other), other).toEqual({ status: 404, text: "404\n" });
  }
  for (const host of ["example.com", `example.com:${port}`, "127.0.0.1", `127.0.0.1.example.com:${port}`]) {
    expect(await ask(url, { host }), host).toEqual({ status: 403, text: "403\n" });
  }
  expect(await ask(url, { method: "POST" })).toEqual({ status: 405, text: "405\n" });
});

test("the page may run its own two scripts and ask its own server, and nothing else", async () => {
  const { url } = await served();
  const { text } = await ask(url);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? "";
  expect(policy).toMatch(
    /^default-src 'none'; connect-src 'self'; script-src 'sha256-[^']+' 'sha256-[^']+'; style-src/,
  );
  expect(text.match(/<script>/g)).toHaveLength(2);
  expect(renderHtml(RICH_RUN, { lines: new Map() })).not.toContain("EventSource");
});

test("before the first verdict there is a page that waits", async () => {
  const page = await servePage();
  onTestFinished(page.close);
  const { text } = await ask(page.url);
  expect(text).toContain("The first verdict is not there yet.");
  expect(text).toContain('<meta name="drydock-version" content="0">');
});

test("an open page is told of each version, beginning with the current one", async () => {
  const page = await served();
  const response = await fetch(`${page.url}events`);
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect(await reader?.read()).toMatchObject({ value: "data: 1\n\n" });
  page.show("<head></head>");
  expect(await reader?.read()).toMatchObject({ value: "data: 2\n\n" });
  expect((await ask(page.url)).text).toContain('content="2"');
  await reader?.cancel();
});
