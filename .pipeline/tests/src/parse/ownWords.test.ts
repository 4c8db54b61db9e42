import { expect, it } from "vitest";
import { ownWords, tail } from "../../../src/parse/ownWords.ts";
import { CONTEXT, outputOf } from "../../support/recordedReading.ts";

it("prefers what the tool said on stderr, and says when it said nothing", () => {
  expect(ownWords(outputOf(1, "out", "err"), CONTEXT)).toBe("err");
  expect(ownWords(outputOf(1, "out", " \n"), CONTEXT)).toBe("out");
  expect(ownWords(outputOf(1, "", ""), CONTEXT)).toBe("It printed nothing.");
});

it("keeps the last whole lines of a long text", () => {
  const text = Array.from({ length: 500 }, (_, line) => `line ${line}`).join("\n");
  const end = tail(text, CONTEXT);
  expect(end.length).toBeLessThanOrEqual(2000);
  expect(end).toMatch(/^…line \d+\n/);
  expect(end).toMatch(/line 499$/);
});

it("keeps the end of one long line", () => {
  expect(tail("x".repeat(9000), CONTEXT)).toBe(`…${"x".repeat(1999)}`);
});

it("drops colours and the folders of the machine", () => {
  const text = "\x1b[31m/home/me/.config/mypy.ini\x1b[0m: bad, /app/src/a.py, /x/env/lib/site-packages/mypy/a.py";
  expect(tail(text, CONTEXT)).toBe("mypy.ini: bad, src/a.py, site-packages/mypy/a.py");
});

it("drops the secrets of addresses, also where the text is cut", () => {
  const address = "https://user:secret@host/simple?token=secret";
  expect(tail(`no ${address}`, CONTEXT)).toBe("no https://***@host/simple?***");
  for (let fill = 7950; fill < 8010; fill++)
    expect(tail(`${address} ${"x".repeat(fill)}`, CONTEXT)).not.toContain("ecret");
});
