import { expect, test } from "vitest";
import { NO_OPTIONS } from "../../../local/cli/setUp.ts";
import { cliCall } from "../../support/cliCall.ts";

test("drydock watch takes what run-all takes, but for what makes no sense again and again", async () => {
  const { requests } = await cliCall("watch", "lib", "--checks", "ruff", "--gate", "ruff=error", "--page");
  const options = { ...NO_OPTIONS, source: ["lib"], checks: ["ruff"], gate: ["ruff=error"] };
  expect(requests).toEqual([{ verb: "watch", page: true, options }]);
  for (const option of ["--json", "--dry-run", "--quiet", "--open"])
    expect((await cliCall("watch", option)).err).toContain(`Unknown option "${option}"`);
  expect((await cliCall("run-all", "--page")).err).toContain('Unknown option "--page"');
});
