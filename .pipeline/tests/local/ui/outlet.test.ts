import { spawn } from "node:child_process";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { outlet } from "../../../local/ui/outlet.ts";

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

test("a reader that has gone is no failure; the rest is dropped", async () => {
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
  const module = fileURLToPath(new URL("../../../local/ui/outlet.ts", import.meta.url));
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
