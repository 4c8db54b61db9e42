import { XMLParser, XMLValidator } from "fast-xml-parser";

/** XML as values: attributes and elements by name, text as `#text`; an element in `lists` is a list. Throws when it is malformed. */
export function readXml(xml: string, lists: readonly string[] = []) {
  const fault = XMLValidator.validate(xml);
  if (fault !== true) throw new SyntaxError(`${fault.err.msg} in line ${fault.err.line}`);
  return new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseTagValue: false,
    parseAttributeValue: false,
    isArray: (name) => lists.includes(name),
  }).parse(xml);
}
