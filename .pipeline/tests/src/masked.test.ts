import { expect, it } from "vitest";
import { DrydockError } from "../../src/errors.ts";
import { masked, maskedEnd } from "../../src/masked.ts";

it.each([
  ["https://user:secret@host/simple", "https://***@host/simple"],
  ["https://user:se@cr/e?t#x'@host/simple", "https://***@host/simple"],
  ["redis://:secret@host/0", "redis://***@host/0"],
  ["https://secret@host/", "https://***@host/"],
  ["git+ssh://git@host/a.git", "git+ssh://***@host/a.git"],
  ["'https://host/simple?token=secret&x=secret', then", "'https://host/simple?*** then"],
  ["url `https://host/a?secret`.", "url `https://host/a?***`."],
  ["https://host/a?token=secret#egg=name", "https://host/a?***#egg=name"],
  ["https://host/a#access_token=secret", "https://host/a#***"],
  ["https://host/a#egg=name&token=secret", "https://host/a#***"],
  ["refused')': /simple?secret/uv/ and", "refused')': /simple?*** and"],
  ["GET simple/uv?token=secret&x=secret", "GET simple/uv?***"],
])("masks what may be secret in %s", (text, without) => {
  expect(masked(text)).toBe(without);
});

it.each([
  "https://mypy.readthedocs.io/en/stable/running_mypy.html#missing-imports",
  "https://host/a-1.0.whl#sha256=0123abcd",
  "http://host:8080/@scope/name and me@host",
  "Is it src/a?.py or not? Python's (?P<name>x=y) or /a/b?",
  "Why? See http://[::1]:80/.",
])("leaves %s as it is", (text) => {
  expect(masked(text)).toBe(text);
});

it("cuts no address in two: the rest of a secret would not be known for one", () => {
  const address = "https://user:secret@host/simple?token=secret";
  const text = `fetched ${address} and ended`;
  for (let most = 1; most <= text.length; most++) expect(maskedEnd(text, most)).not.toMatch(/secret|cret|ret@/);
  expect(maskedEnd(text, text.length)).toBe("fetched https://***@host/simple?*** and ended");
});

it("is done to each error and its hint", () => {
  const error = new DrydockError("broken", "No https://a:b@host/", "Check https://host/?t=1");
  expect([error.message, error.hint]).toEqual(["No https://***@host/", "Check https://host/?***"]);
});
