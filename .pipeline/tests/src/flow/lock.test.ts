import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readLock } from "../../../src/flow/lock.ts";

const REQUIREMENTS = resolve(import.meta.dirname, "../../../requirements");
const HASH = `--hash=sha256:${"a".repeat(64)}`;
const read = (text: string) => readLock("ruff", ".config/requirements/ruff.txt", text).text;

describe("a lock", () => {
  it.each(readdirSync(REQUIREMENTS).filter((name) => name.endsWith(".txt")))("%s of ours can be used", (name) => {
    const text = readFileSync(join(REQUIREMENTS, name), "utf8");
    const packages = readLock(name.replace(".txt", ""), name, text).text.trimEnd().split("\n");
    expect(packages).toHaveLength(text.match(/^\S+==/gm)?.length ?? 0);
    expect(packages.flatMap((line) => line.match(/--hash=\S+/g))).toEqual(text.match(/--hash=\S+/g));
  });

  it("becomes one line for each package, whatever tool wrote it and on which system", () => {
    const [other, upper] = [HASH.replaceAll("a", "b").replace("hbsh", "hash").replace("shb", "sha"), "A".repeat(64)];
    const text = [
      "\ufeff# Made – by hand",
      `ruff[a,  b] == 1.0+local  ; python_version>="3.9"  and  (sys_platform=='linux' or os_name != "")   \\`,
      `    ${HASH} \\`,
      `\t${other}`,
      "    # via nobody",
      `My_Plugin==2!1.0rc1 --hash=sha256:${upper} # why`,
      "",
    ];
    expect(read(text.join("\r\n"))).toBe(
      `ruff[a,b]==1.0+local ; python_version>="3.9" and (sys_platform=='linux' or os_name != "") ${HASH} ${other}\n` +
        `My_Plugin==2!1.0rc1 ${HASH}\n`,
    );
  });

  it.each([
    ["an address", `ruff @ https://host/ruff.whl ${HASH}`, "has a URL instead of a version"],
    ["an address of a file", `ruff @ file:///tmp/ruff.whl ${HASH}`, "has a URL instead of a version"],
    ["a bare address", "https://user:secret@host/ruff.whl", "has a URL instead of a version"],
    ["an address of git", `ruff[x]@git+ssh://git@host/ruff ${HASH}`, "has a URL instead of a version"],
    ["a variable", `ruff @ file://\${PWD}/evil.whl ${HASH}`, "has an environment variable"],
    ["a variable as version", `ruff==\${VERSION} ${HASH}`, "has an environment variable"],
    ["a path", `./evil.whl ${HASH}`, "is a path"],
    ["a folder", "evil/", "is a path"],
    ["a file", `evil.tar.gz ${HASH}`, "is a path"],
    ["an include", "-r other.txt", "is an option"],
    ["an include without a space", "-rother.txt", "is an option"],
    ["an index", "--index-url https://host/simple", "is an option"],
    ["an editable project", "-e .", "is an option"],
    [
      "an option behind a package",
      `ruff==1 ${HASH} --config-settings=a=b`,
      "has an option that is not allowed in a lock",
    ],
    ["an option in a marker", `ruff==1 ; os_name == "a -r x" ${HASH}`, "has an invalid marker"],
    [
      "an option on the next line",
      `ruff==1 ${HASH} \\\n  --global-option=x`,
      "has an option that is not allowed in a lock",
    ],
    ["a marker that is none", `ruff==1 ; os_name == "a/b" ${HASH}`, "has an invalid marker"],
    ["no hash", "ruff==1", "has no --hash"],
    ["a weaker hash", `ruff==1 --hash=md5:${"a".repeat(32)}`, "has an option that is not allowed in a lock"],
    ["half a hash", "ruff==1 --hash=sha256:abc", "has an option that is not allowed in a lock"],
    ["no version", `ruff ${HASH}`, 'is not "name==version"'],
    ["a range", `ruff>=1 ${HASH}`, 'is not "name==version"'],
    ["two conditions", `ruff==1,<2 ${HASH}`, 'is not "name==version"'],
    ["a wildcard", `ruff==1.* ${HASH}`, 'is not "name==version"'],
    ["any text as version", `ruff===1 ${HASH}`, 'is not "name==version"'],
  ])("with %s is refused", (_, line, fault) => {
    const text = `# A comment\nruff==1 ${HASH}\n${line}\n`;
    expect(() => read(text)).toThrow(`The lock .config/requirements/ruff.txt cannot be used: line 3 ${fault}`);
  });

  it.each(["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\0"])(
    "is refused where %j would end a comment for pip and for nobody else",
    (control) => {
      const text = `ruff==1 ${HASH}\n# why${control}evil @ https://host/evil.whl\n`;
      expect(() => read(text)).toThrow("line 2 contains a control character");
    },
  );

  it("is refused where a line ends that only some take for one's end", () => {
    expect(() => read(`ruff==1 ${HASH} # why\r-r other.txt`)).toThrow("line 2 is an option");
    expect(() => read(`ruff==1 ${HASH}\n# why \\\n-r other.txt`)).toThrow("line 3 is an option");
  });

  it("that does not name its tool is refused", () => {
    expect(() => read(`mypy==1 ${HASH}`)).toThrow("it does not name ruff");
    expect(() => read("# nothing\n")).toThrow("it does not name ruff");
  });

  it("says what to do, and quotes nothing of the file, which may be a link to anything", () => {
    const text = "root:x:0:0:root:/root:/bin/bash\n".repeat(9);
    const error = (() => {
      try {
        return read(text);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({
      kind: "broken",
      message: expect.stringMatching(/line 3 is not "name==version"; 6 more lines cannot be used either\.$/),
      hint: expect.stringContaining("uv pip compile --universal --generate-hashes ruff.in"),
    });
    expect(`${error}`).not.toContain("root");
  });

  it("of one very long line is read at once", () => {
    expect(() => read(`ruff==1 ; ${"a".repeat(1_000_000)}! ${HASH}`)).toThrow("marker");
    expect(() => read(`${"a.".repeat(500_000)} ${HASH}`)).toThrow("version");
  });
});
