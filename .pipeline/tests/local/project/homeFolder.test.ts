import { expect, test } from "vitest";
import { homeFolder } from "../../../local/project/homeFolder.ts";

test("a home is what HOME says, else what the system does", () => {
  expect(homeFolder({ HOME: "/h" }, () => "/s")).toBe("/h");
  expect(homeFolder({ HOME: "" }, () => "/s")).toBe("/s");
});

test("a user whom the system does not know has one all the same", () => {
  const unknown = () => {
    throw new Error("uv_os_homedir returned ENOENT");
  };
  expect(homeFolder({}, unknown)).toBe("/");
});
