import { installPinned } from "./pinnedTools.ts";

/** Before the tests of the Dagger module in bun: the bun of Dagger's SDK. */
export default function setup(): void {
  installPinned("bun");
}
