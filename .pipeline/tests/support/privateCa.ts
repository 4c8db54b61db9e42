import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { temporary } from "./cli.ts";

export interface PrivateCa {
  readonly key: string;
  readonly cert: string;
  /** The certificate's file, as CI_SERVER_TLS_CA_FILE names it. */
  readonly file: string;
}

/** A certificate for 127.0.0.1 that nobody trusts by itself. */
export async function privateCa(): Promise<PrivateCa> {
  const folder = temporary();
  const name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", "key.pem", "-out", "ca.pem"];
  await execa("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...name, ...files], {
    cwd: folder,
  });
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  return { key: read("key.pem"), cert: read("ca.pem"), file: join(folder, "ca.pem") };
}
