import { chmodSync } from "node:fs";
import { join } from "node:path";
import { installPinned, pinnedTools } from "./pinnedTools.ts";

/** Microsoft's validator. */
export const MULTITOOL = join(
  pinnedTools("sarif"),
  `node_modules/@microsoft/sarif-multitool-${process.platform}/Sarif.Multitool`,
);

/** Before the tests of SARIF by Microsoft's own validator. */
export default function setup(): void {
  installPinned("sarif");
  chmodSync(MULTITOOL, 0o755);
}
