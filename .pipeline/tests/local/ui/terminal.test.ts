import { spawn } from "node:child_process";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type ColorChoice, logGuard, outlet, terminalStyle } from "../../../local/ui/terminal.ts";
import { PLAIN } from "../../../src/report/text/style.ts";
import { keptOutlet } from "../../support/cliCall.ts";

function failing(code: string): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });
}

test("what was written is handed over when flush comes back", async () => {
  let text = "";
  const out = outlet(
    new Writable({
      write: (chunk, _encoding, done) => {
        text += chunk;
        setImmediate(done);
      },
    }),
  );
  out.write("a".repeat(100_000));
  out.write("b");
  expect(await out.flush()).toBe(true);
  expect(text).toHaveLength(100_001);
});

test("a closed reader is not a failure; the rest is dropped", async () => {
  const out = outlet(failing("EPIPE"));
  out.write("a");
  expect(await out.flush()).toBe(false);
  out.write("b");
  expect(await out.flush()).toBe(false);
  expect(out.failure()).toBeUndefined();
});

test("a full disk is a failure that can be asked for", async () => {
  const out = outlet(failing("ENOSPC"));
  out.write("a");
  await out.flush();
  expect(out.failure()?.message).toBe("ENOSPC");
});

test("a process whose reader leaves early (| head) ends with its own exit code and without a stack trace", async () => {
  const module = fileURLToPath(new URL("../../../local/ui/terminal.ts", import.meta.url));
  const program = `
    import { outlet } from ${JSON.stringify(module)};
    const out = outlet(process.stdout);
    for (let at = 0; at < 200; at += 1) {
      out.write("x".repeat(10_000) + "\\n");
      await new Promise((resolve) => setImmediate(resolve));
    }
    await out.flush();
    process.exitCode = out.failure() === undefined ? 7 : 8;
  `;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], { stdio: "pipe" });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect({ code, stderr }).toEqual({ code: 7, stderr: "" });
});

function written(text: string): string {
  const out = keptOutlet();
  logGuard(out).write(text);
  return out.written();
}

test.each([
  ["::stop-commands::x", "\\::stop-commands::x"],
  ["a\n  \t::set-output::x\n", "a\n  \t\\::set-output::x\n"],
  ["text ##[add-mask]x", "text ##\\[add-mask]x"],
  ["a::b ## [c]", "a::b ## [c]"],
])("%j is written as %j, which GitHub's runner does not obey", (text, shown) => {
  expect(written(text)).toBe(shown);
});

test("very many empty lines take no long time", () => {
  const start = performance.now();
  logGuard(keptOutlet()).write("\n".repeat(200_000));
  expect(performance.now() - start).toBeLessThan(2000);
});

test.each<[string, boolean, ColorChoice, Record<string, string>, boolean]>([
  ["a terminal has colour", true, "auto", {}, true],
  ["a pipe has none", false, "auto", {}, false],
  ["a dumb terminal has none", true, "auto", { TERM: "dumb" }, false],
  ["NO_COLOR takes it from a terminal", true, "auto", { NO_COLOR: "1" }, false],
  ["an empty NO_COLOR counts as not set", true, "auto", { NO_COLOR: "" }, true],
  ["FORCE_COLOR gives it to a pipe", false, "auto", { FORCE_COLOR: "1" }, true],
  ["FORCE_COLOR=0 takes it from a terminal", true, "auto", { FORCE_COLOR: "0" }, false],
  ["NO_COLOR wins over FORCE_COLOR", true, "auto", { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
  ["--color always wins over NO_COLOR", false, "always", { NO_COLOR: "1" }, true],
  ["--color never wins over FORCE_COLOR", true, "never", { FORCE_COLOR: "1" }, false],
])("%s", (_, isTTY, choice, env, colored) => {
  const style = terminalStyle({ isTTY }, choice, env);
  expect(style.red("x")).toBe(colored ? "\x1b[31mx\x1b[39m" : "x");
});

test("only a terminal that is not dumb gets hyperlinks", () => {
  expect(terminalStyle({ isTTY: true }, "auto", {}).link?.("F401", "https://a.example")).toBe(
    "\x1b]8;;https://a.example\x1b\\F401\x1b]8;;\x1b\\",
  );
  expect(terminalStyle({ isTTY: false }, "always", {}).link).toBeUndefined();
  expect(terminalStyle({ isTTY: true }, "always", { TERM: "dumb" }).link).toBeUndefined();
  expect(terminalStyle({ isTTY: true }, "never", {})).toBe(PLAIN);
});
