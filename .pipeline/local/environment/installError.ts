import { DrydockError } from "../../src/errors.ts";
import { maskedEnd } from "../../src/masked.ts";
import type { ProcessResult } from "../process/runProcess.ts";

const MOST_LINES = 15;
const MOST_CHARACTERS = 8000;
const NO_WHEEL = /no usable wheels|has no wheels with|Wheels are required for/i;
const NETWORK =
  /failed to fetch|failed to download|error sending request|dns error|connection (refused|reset|error)|network (is|was)|timed? ?out|could not find a version|certificate|proxy|NewConnectionError/i;
const ADVICE =
  "Check the network. Behind a proxy set HTTPS_PROXY; for a mirror of PyPI set UV_DEFAULT_INDEX (or PIP_INDEX_URL); " +
  "for a certificate authority of your own set SSL_CERT_FILE.";

/** `what` could not be made, in the installer's own last words. `hint` is for a failure that is not the network's. */
export function installError(what: string, command: string, result: ProcessResult, hint: string): DrydockError {
  const words = lastWords(`${result.stdout}\n${result.stderr}`);
  const message = `${what} could not be made: ${command} ${ending(result)}.${words === "" ? "" : `\n${words}`}`;
  if (/hash mismatch|do not match the hash/i.test(words))
    return new DrydockError("broken", message, `${hint} A package differs from what was locked.`.trim());
  if (NO_WHEEL.test(words)) {
    const advice = "Lock a version that has a wheel for this Python and platform: nothing is built from source here.";
    return new DrydockError("broken", message, `${hint} ${advice}`.trim());
  }
  return new DrydockError("broken", message, NETWORK.test(words) ? ADVICE : hint);
}

/** The end of an installer's output, without the secrets that addresses may hold. */
export function lastWords(text: string): string {
  const lines = maskedEnd(text, MOST_CHARACTERS)
    .split("\n")
    .map((line) => line.trimEnd());
  return lines
    .filter((line) => line.trim() !== "")
    .slice(-MOST_LINES)
    .join("\n");
}

function ending({ end }: ProcessResult): string {
  switch (end.kind) {
    case "exit":
      return `failed with exit code ${end.code}`;
    case "signal":
      return `was ended by ${end.name}`;
    case "timeout":
      return `did not end within ${end.seconds} seconds`;
    case "overflow":
      return `printed more than ${end.bytes} bytes`;
    case "not-started":
      return `could not be started (${end.reason})`;
  }
}
