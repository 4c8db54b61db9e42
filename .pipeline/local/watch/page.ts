import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** The report of the last verdict, served to this computer alone. */
export interface Page {
  /** With the token in its path: whoever knows it may read the page. */
  readonly url: string;
  /** Pages that are open show it at once. */
  readonly show: (html: string) => void;
  readonly close: () => Promise<void>;
}

/** Loads the page anew once its version is not the server's; where it was scrolled and filtered to is kept by the browser. */
const SCRIPT = `new EventSource("events").onmessage=({data})=>{if(data!==document.querySelector("meta[name=drydock-version]").content)location.reload()}`;
const HASH = `sha256-${createHash("sha256").update(SCRIPT).digest("base64")}`;
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/**
 * Listens on a free port of 127.0.0.1. A page of the web can send requests there but knows no token, and a name that it
 * makes lead there is not among the hosts.
 */
export async function servePage(): Promise<Page> {
  const token = randomBytes(24).toString("hex");
  const readers = new Set<ServerResponse>();
  let version = 0;
  let html = WAITING;
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    const status = statusOf(request, token, port);
    if (status !== 200) {
      response.writeHead(status, { ...HEADERS, "content-type": "text/plain" }).end(`${status}\n`);
    } else if (request.url === `/${token}/events`) {
      response.writeHead(200, { ...HEADERS, "content-type": "text/event-stream" });
      response.write(`data: ${version}\n\n`);
      readers.add(response);
      response.on("close", () => readers.delete(response));
    } else {
      response.writeHead(200, { ...HEADERS, "content-type": "text/html; charset=utf-8" });
      response.end(live(html, version));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    show: (next) => {
      html = next;
      version += 1;
      for (const reader of readers) reader.write(`data: ${version}\n\n`);
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function statusOf({ method, headers, url = "" }: IncomingMessage, token: string, port: number): number {
  if (![`127.0.0.1:${port}`, `localhost:${port}`].includes(headers.host ?? "")) return 403;
  const [, given = "", path = "", ...more] = url.split("/");
  const [bytes, wanted] = [Buffer.from(given), Buffer.from(token)];
  const isRight = bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
  if (!isRight || !["", "events"].includes(path) || more.length > 0) return 404;
  return method === "GET" ? 200 : 405;
}

/** The report with a script that keeps it current, which its policy has to allow. */
function live(html: string, version: number): string {
  return html
    .replace("script-src ", `connect-src 'self'; script-src '${HASH}' `)
    .replace("</head>", `<meta name="drydock-version" content="${version}">\n<script>${SCRIPT}</script>\n</head>`);
}

const WAITING = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src ">
<title>Drydock</title>
<link rel="icon" href="data:,">
</head>
<body><p>The first verdict is not there yet.</p></body>
</html>
`;
