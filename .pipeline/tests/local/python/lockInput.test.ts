import { expect, test } from "vitest";
import { changesBetween, pinOf, withPackages } from "../../../local/python/lockInput.ts";

const pin = "mypy==2.4.1";
const file = ".config/requirements/mypy.in";
const merged = (text: string | undefined, ...more: readonly string[]) => withPackages(text, { file, pin, more });

test("a new list has the tool's own pin and what was asked for", () => {
  expect(merged(undefined, "django-stubs>=5,<6", "pydantic[email]")).toBe(
    "mypy==2.4.1\ndjango-stubs>=5,<6\npydantic[email]\n",
  );
});

test("what was asked for takes the place of the same package, however it is written, and the rest stays as it is", () => {
  expect(merged("# ours\nMyPy==1.0 # old\nDjango_Stubs\n", "django-stubs==5")).toBe(
    "# ours\nMyPy==1.0 # old\ndjango-stubs==5\n",
  );
  expect(merged("mypy==1.0", "mypy==2.0")).toBe("mypy==2.0\n");
  expect(merged("types-x; python_version < '3.14'")).toBe("types-x; python_version < '3.14'\nmypy==2.4.1\n");
});

test.each([
  "-r other.txt",
  "./lib",
  "x @ https://example.org/x.whl",
  "--index-url https://example.org",
  "a b",
  "x.whl/",
  "$X",
])("%s is not the name of a package, whether in the list or asked for", (word) => {
  expect(() => merged(`mypy\n${word}\n`)).toThrow(/^Line 2 of .*mypy\.in is not the name of a package/);
  expect(() => merged(undefined, word)).toThrow(/is not the name of a package/);
});

test("what changed is told by packages, with all versions of one that depends on the platform", () => {
  const lock = (text: string) => ({ tool: "mypy", text });
  const before = lock("a==1 ; x --hash\nb==1\nc==1\nc==2\n");
  expect(changesBetween(before, lock("a==2\nc==1\nc==2\nd[x]==3\n"))).toEqual([
    "changed a 1 to 2",
    "removed b 1",
    "added d 3",
  ]);
  expect(pinOf("b", before)).toBe("b==1");
});
