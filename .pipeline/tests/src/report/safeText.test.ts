import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeName, osPath } from "../../../local/files/paths.ts";
import {
  lineLink,
  printable,
  printableJson,
  printableLines,
  requireLineUrl,
  safeUrl,
  uriPath,
} from "../../../src/report/safeText.ts";
import { anyText } from "../../support/anyRun.ts";

test.each([
  ["a terminal escape", "\x1b[31mred", "\\x1b[31mred"],
  ["a bell", "\x07", "\\x07"],
  ["a C1 control", "\x9b31m", "\\x9b31m"],
  ["delete", "\x7f", "\\x7f"],
  ["newline, return and tab", "a\nb\rc\td", "a\\nb\\rc\\td"],
  ["a direction override", "\u202egnp.py", "\\u202egnp.py"],
  ["a direction isolate", "\u2066x\u2069", "\\u2066x\\u2069"],
  ["a line separator", "a\u2028b", "a\\u2028b"],
  ["a zero-width space", "a\u200bb", "a\\u200bb"],
  ["a lone surrogate", "a\ud800b", "a\\ud800b"],
  ["an invisible tag letter", "a\u{e0041}", "a\\u{e0041}"],
])("%s is made visible", (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test("ordinary text of any script stays as it is, with the joiners that scripts and emoji need", () => {
  const text = "naïve ünï שלום 日本語 👩\u200d💻 می\u200cخواهم C:\\x1b";
  expect(printable(text)).toBe(text);
});

test("lines end at newlines of both kinds, have no trailing space, and none at either end is empty", () => {
  expect(printableLines("\n\none \r\n\n  two\x1b\t\n \n")).toEqual(["one", "", "  two\\x1b\\t"]);
  expect(printableLines("")).toEqual([]);
});

test("a megabyte of newlines is read at once", () => {
  expect(printableLines(`a${"\n".repeat(1_000_000)}b`)).toHaveLength(1_000_001);
});

test("JSON keeps its value and its lines, and loses what a terminal obeys", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const json = printableJson(JSON.stringify({ text }, null, 2));
      expect(JSON.parse(json)).toEqual({ text });
      expect(json.split("\n")).toHaveLength(3);
      expect(json).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    }),
  );
  expect(printableJson('"\x9b\u{e0041}"')).toBe('"\\u009b\\udb40\\udc41"');
});

test.each([
  "https://docs.astral.sh/ruff/rules/unused-import",
  "http://localhost:8080/a_b/-/blob/main/src/a%20b.py?plain=1#L12-14",
  "https://mypy.readthedocs.io/en/stable/_refs.html#code-arg-type",
  "https://en.example/wiki/Lint_(software)",
  "https://[::1]:8443",
])("%s is an address", (url) => {
  expect(safeUrl(url)).toBe(url);
});

test.each([
  ...[
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "//evil.example",
    "/a",
    "",
    "https://",
    "https:/a",
  ],
  ...[
    " https://a.example",
    "https://a.example ",
    "https://a.example/\n",
    "https://a.example/\u202e",
    "https://ä.example",
  ],
  ...[
    'https://a.example/"',
    "https://a.example/'",
    "https://a.example/<b>",
    "https://a.example/`",
    "https://a.example/\\",
  ],
  ...[
    "https://a.example/[b]",
    "https://a.example/{b}",
    "https://a.example/|",
    "https://a.example/%",
    "https://a.example/%2",
  ],
  ...["https://good.example@evil.example/", "https://a.example/#b#c", "https://a.example:port/"],
])("%j is none", (url) => {
  expect(safeUrl(url)).toBeUndefined();
});

test("no address is none", () => {
  expect(safeUrl(undefined)).toBeUndefined();
});

test("whatever a tool gives as an address, what gets through is a web address", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        anyText,
        anyText.map((text) => `https://docs.example/${text}`),
        fc.webUrl(),
      ),
      (url) => {
        const safe = safeUrl(url);
        if (safe === undefined) return;
        expect(["http:", "https:"]).toContain(new URL(safe).protocol);
        expect(safe).toMatch(/^[!#-&(-;=?-Z_a-z~]+$/);
      },
    ),
  );
});

/** A string of a character per byte. */
const percentDecoded = (uri: string) =>
  uri.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

test.each([
  ["src/main.py", "src/main.py"],
  ["src/a b/ä.py", "src/a%20b/%C3%A4.py"],
  ["c:/x.py", "c%3A/x.py"],
  ["a?b#c'd", "a%3Fb%23c%27d"],
  ["//evil.example/x", "%2F%2Fevil.example/x"],
  ["half\ud800.py", "half%EF%BF%BD.py"],
  ["half\udc7f.py", "half%EF%BF%BD.py"],
  ["latin\udce9\udc80/\udcff.py", "latin%E9%80/%FF.py"],
])("%j is %s", (path, uri) => {
  expect(uriPath(path)).toBe(uri);
});

test("the URI of a name that is not UTF-8 encodes the bytes of the file's name", () => {
  const bytes = fc.uint8Array({ maxLength: 12 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(bytes, (name) => {
      expect(Buffer.from(percentDecoded(uriPath(decodeName(name))), "latin1")).toEqual(name);
    }),
  );
});

test("whatever a path holds, its characters come back and it leads to no other host", () => {
  fc.assert(
    fc.property(anyText, (path) => {
      const uri = uriPath(path);
      const bytes = osPath(path.replace(/(?![\udc80-\udcff])\p{Cs}/gu, "\ufffd"));
      expect(Buffer.from(percentDecoded(uri), "latin1")).toEqual(Buffer.from(bytes as string));
      expect(new URL(uri, "https://root.example/a/").host).toBe("root.example");
    }),
  );
});

const GITLAB = "https://gitlab.example/g/p/-/blob/main/{path}#L{line}";

test("the path and the line are filled in, wherever they stand", () => {
  expect(lineLink(GITLAB, "src/main.py", 12)).toBe("https://gitlab.example/g/p/-/blob/main/src/main.py#L12");
  expect(lineLink("https://a.example/?l={line}&f={path}&again={line}", "a.py", 3)).toBe(
    "https://a.example/?l=3&f=a.py&again=3",
  );
});

test("without a template, or with one that is not a web address, there is no link", () => {
  expect(lineLink(undefined, "a.py", 1)).toBeUndefined();
  expect(lineLink("", "a.py", 1)).toBeUndefined();
  expect(lineLink("javascript:alert('{path}')", "a.py", 1)).toBeUndefined();
  expect(lineLink("{path}", "https://evil.example/", 1)).toBeUndefined();
});

test("a path is filled in only once, even if it contains the placeholder of a line", () => {
  expect(lineLink("https://a.example/{path}", "{line}$&", 7)).toBe("https://a.example/%7Bline%7D%24%26");
});

test("whatever a file is called, the link leads to the repository and names the line", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 1 }), (path, line) => {
      const url = new URL(lineLink(GITLAB, path, line) ?? "");
      expect([url.origin, url.hash, url.search]).toEqual(["https://gitlab.example", `#L${line}`, ""]);
    }),
  );
});

test.each([
  ["vscode://file/home/me/app/{path}:{line}", "vscode://file/home/me/app/src/a%20b.py:7"],
  ["cursor://file/C:/app/{path}:{line}", "cursor://file/C:/app/src/a%20b.py:7"],
  ["idea://open?file=/home/me/app/{path}&line={line}", "idea://open?file=/home/me/app/src/a%20b.py&line=7"],
])("%s opens an editor", (template, url) => {
  expect(requireLineUrl(template)).toBe(template);
  expect(lineLink(template, "src/a b.py", 7)).toBe(url);
});

test.each([
  ...["vscode://ms-python.python/{path}", "vscode://settings/{path}", "vscode:file/{path}", "vscode://file{path}"],
  ...["idea://settings?name={path}", "idea://open?project=x&file={path}", "jetbrains://open?file={path}"],
  ...["file:///home/me/{path}", "VSCODE://file/{path}", "vscode://file/{path}\nx", 'cursor://file/"{path}'],
])("%j opens nothing", (template) => {
  expect(lineLink(template, "a.py", 1)).toBeUndefined();
  expect(() => requireLineUrl(template)).toThrow(/not an address of the web or of an editor/);
});

test("a tool's own address never opens an editor", () => {
  expect(safeUrl("vscode://file/etc/passwd")).toBeUndefined();
});

test("whatever a path holds, it stays within the address of the editor", () => {
  fc.assert(
    fc.property(anyText, (path) => {
      const url = lineLink("idea://open?file=/r/{path}&line={line}", path, 3) ?? "";
      expect(url.split("&")).toHaveLength(2);
      expect(url).toMatch(/^idea:\/\/open\?file=\/r\/[^&?#"'<> ]*&line=3$/);
    }),
  );
});

test("a line URL with the path in it is taken as it is, and an empty one counts as none", () => {
  expect(requireLineUrl(GITLAB)).toBe(GITLAB);
  expect(requireLineUrl("")).toBeUndefined();
  expect(requireLineUrl(undefined)).toBeUndefined();
});

test.each(["javascript:alert(1)", "https://x.example/", "{path}", "https://x.example/{path}#L{line}#x"])(
  "%j leads to no line and is refused with an example",
  (template) => {
    expect(() => requireLineUrl(template)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("{path}") }),
    );
  },
);
