import { expect, test } from "vitest";
import { xmlElement, xmlText } from "../../../src/report/xmlElement.ts";

test("an element has its attributes, but those undefined, and its content", () => {
  expect(xmlElement("a", { b: "<\"&'>", c: 1, d: undefined })).toBe(`<a b="&#60;&#34;&#38;'&#62;" c="1"/>`);
  expect(xmlElement("a", {}, [xmlElement("b", {}), "c"])).toBe("<a><b/>c</a>");
});

test("text ends no section and begins no element", () => {
  expect(xmlText("]]> <b> &amp;")).toBe("]]&#62; &#60;b&#62; &#38;amp;");
});
