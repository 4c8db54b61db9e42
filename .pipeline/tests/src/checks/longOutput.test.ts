import { expect, it } from "vitest";
import { readMypyStderr } from "../../../src/checks/mypy.ts";
import { projectPlace, withoutExcerpt } from "../../../src/checks/pylintModules.ts";
import { stableText } from "../../../src/checks/pytest.ts";
import { engineError } from "../../../src/dagger/engineError.ts";
import { configError } from "../../../src/flow/plan.ts";
import { given } from "../../support/planning.ts";
import { CONTEXT } from "../../support/recordedReading.ts";
import { sampleStep } from "../../support/samplePlan.ts";

const step = sampleStep({ config: given("pyproject.toml"), configSection: "tool.ruff" });
const READERS = {
  config: (text: string) => configError("ruff", step, text, ".config"),
  engine: (text: string) => engineError("It failed", new Error(text), ""),
  mypy: (text: string) => readMypyStderr(text, CONTEXT),
  place: (text: string) => projectPlace(text, new Map(), CONTEXT),
  excerpt: (text: string) => withoutExcerpt(`Similar lines in 2 files\n==a:[1:2]\n==b:[1:2]${text}`),
  pytest: (text: string) => stableText(text, CONTEXT),
};
const PARTS = [
  "x",
  " ",
  "\n",
  "\r\n",
  "/",
  "/x",
  "(/x",
  "=/x",
  "/pytest-of-x",
  "\n==x",
  "[x]x",
  '{"file"\n',
  "\n: ",
  "://a:b",
  "@://a:b",
  "?(/x",
  "#://x",
  "://x#",
];

it.each(Object.entries(READERS))("the reader of %s is quick on any long output", (_, read) => {
  for (const part of PARTS) {
    const text = `${part.repeat(300_000 / part.length)}!`;
    const start = performance.now();
    read(text);
    expect(performance.now() - start, JSON.stringify(part)).toBeLessThan(3000);
  }
});
