import { readFileSync } from "node:fs";
import { Ajv } from "ajv";

/** RFC 3986: nothing but its characters, and each percent sign followed by two hexadecimal digits. */
const URI_REFERENCE = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/;

/** Checks values by a schema of fixtures/schemas; what it gives says what is wrong with a value, empty when nothing is. */
export function schemaErrors(file: string): (value: unknown) => readonly string[] {
  const schema = JSON.parse(readFileSync(new URL(`../fixtures/schemas/${file}`, import.meta.url), "utf8"));
  const formats = {
    uri: (text: string) => URI_REFERENCE.test(text) && /^[a-z][a-z0-9+.-]*:/i.test(text),
    "uri-reference": URI_REFERENCE,
    "date-time": /^\d{4}-\d\d-\d\dT/,
    uuid: /^[0-9a-f-]{36}$/,
  };
  // Not strict: the published schemas hold words that mean nothing to a validator, and patterns of old.
  const accepts = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false, formats }).compile(schema);
  return (value) => {
    accepts(value);
    return (accepts.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
