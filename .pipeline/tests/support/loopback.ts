import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { PrivateCa } from "./privateCa.ts";

/** Serves on a port of loopback until the test ends, by TLS when there is a certificate; its URL. */
export async function loopback(listener: RequestListener, ca?: PrivateCa): Promise<string> {
  const server = ca === undefined ? createServer(listener) : createSecureServer(ca, listener);
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  onTestFinished(() => void server.close());
  return `${ca === undefined ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
