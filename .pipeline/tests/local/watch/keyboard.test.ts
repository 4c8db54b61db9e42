import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { readKeys } from "../../../local/watch/keyboard.ts";

function terminal() {
  const calls: string[] = [];
  const input = Object.assign(new EventEmitter(), {
    setRawMode: (raw: boolean) => calls.push(raw ? "raw" : "cooked"),
    resume: () => calls.push("resume"),
    pause: () => calls.push("pause"),
  });
  const pressed: string[] = [];
  const keys = { a: () => pressed.push("a"), "?": () => pressed.push("?") };
  const giveBack = readKeys(input, keys, () => pressed.push("quit"));
  return { input, calls, pressed, giveBack, type: (text: string) => input.emit("data", Buffer.from(text)) };
}

test("a key acts when it is pressed, each of several at once, and others do nothing", () => {
  const { pressed, type, giveBack } = terminal();
  type("a");
  type("x?a");
  giveBack();
  expect(pressed).toEqual(["a", "?", "a"]);
});

test.each(["q", "\x03", "\x04"])("%j quits, and nothing after it counts", (key) => {
  const { pressed, type, giveBack } = terminal();
  type(`${key}a`);
  giveBack();
  expect(pressed).toEqual(["quit"]);
});

test("an arrow is no letter", () => {
  const { pressed, type, giveBack } = terminal();
  type("\x1b[A");
  type("\x1bOa");
  giveBack();
  expect(pressed).toEqual([]);
});

test("the terminal is given back, also by an end of the process that nobody saw coming", () => {
  const { calls, giveBack, input } = terminal();
  expect(calls).toEqual(["raw", "resume"]);
  expect(process.listeners("exit").at(-1)?.name).toBe(giveBack.name);
  giveBack();
  expect(calls).toEqual(["raw", "resume", "cooked", "pause"]);
  expect(process.listeners("exit")).not.toContain(giveBack);
  expect(input.listenerCount("data")).toBe(0);
});
