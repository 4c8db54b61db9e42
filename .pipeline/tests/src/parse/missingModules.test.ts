import { expect, it } from "vitest";
import { missingModules } from "../../../src/parse/missingModules.ts";

const PATTERN = /^No module '([^']+)'/;

it("names each missing module once, in order, and says where the requirements can be named", () => {
  const messages = ["No module 'zlib_ng'", "No module 'attr'", "No module 'zlib_ng'", "something else"];
  expect(missingModules("Pylint misses", messages, PATTERN)).toEqual([
    'Pylint misses what is not installed: attr, zlib_ng. Name the application\'s requirements in drydock.json ("requirements") or by --requirements.',
  ]);
});

it("says nothing where every import leads somewhere", () => {
  expect(missingModules("Pylint misses", ["something else"], PATTERN)).toEqual([]);
});
