import { expect, test } from "vitest";
import { logGuard } from "../../../local/ui/logGuard.ts";
import { keptOutlet } from "../../support/cliCall.ts";

function written(text: string): string {
  const out = keptOutlet();
  logGuard(out).write(text);
  return out.written();
}

test.each([
  ["::stop-commands::x", "\\::stop-commands::x"],
  ["a\n  \t::set-output::x\n", "a\n  \t\\::set-output::x\n"],
  ["text ##[add-mask]x", "text ##\\[add-mask]x"],
  ["a::b ## [c]", "a::b ## [c]"],
])("%j is written as %j, which GitHub's runner does not obey", (text, shown) => {
  expect(written(text)).toBe(shown);
});

test("very many empty lines take no long time", () => {
  const start = performance.now();
  logGuard(keptOutlet()).write("\n".repeat(200_000));
  expect(performance.now() - start).toBeLessThan(2000);
});
