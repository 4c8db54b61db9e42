import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type ProcessRequest, runProcess } from "../../local/process/runProcess.ts";
import { testFolder } from "../support/testFolder.ts";
import { poolOf, pythonOf, SCRIPTS, warmRequest } from "../support/warmScript.ts";

type Name = "black" | "format" | "mypy" | "pylint";

const ARGS: Readonly<Record<Name, readonly string[]>> = {
  black: ["-m", "black", "src", "--check"],
  format: [join(SCRIPTS, "drydock_black.py"), "src", "--check"],
  mypy: [...["-m", "mypy", "--strict", "--cache-dir", ".caches/mypy", "--output", "json"], "--num-workers", "2", "src"],
  pylint: [
    join(SCRIPTS, "drydock_pylint.py"),
    ".caches/modules",
    ".:src",
    "src",
    "--output-format=json2",
    "--persistent=n",
    "-j",
    "2",
  ],
};

const PACKAGE = {
  "src/shop/__init__.py": "",
  "src/shop/price.py": "def total(prices: list[float]) -> float:\n    return sum(prices)\n",
  "src/shop/till.py": 'from shop.price import total\n\nRECEIPT: int = total([1.0])\nNAME: str = f"{RECEIPT}"\n',
};

/** As the step has it: on a busy machine, mypy's workers may not start in time. */
async function coldRun(own: ProcessRequest): ReturnType<typeof runProcess> {
  const result = await runProcess(own);
  if (!result.stdout.includes("Failed to establish connection with worker")) return result;
  return runProcess({ ...own, args: own.args.filter((word) => word !== "--num-workers" && word !== "2") });
}

/** What does not depend on which of several workers was first. */
const told = ({ end, stdout, stderr }: Awaited<ReturnType<typeof runProcess>>) => {
  const lines = (text: string) => text.split("\n").sort();
  return { end, stdout: lines(stdout), stderr: lines(stderr) };
};

/** Saved one after another: new faults in the edited file and in the one that imports it, and their mending. */
const EDITS: readonly (readonly [file: string, text: string])[] = [
  ["price", "def total(prices: list[float]) -> str:\n    return str(sum(prices))\n"],
  ["price", "def total(prices:list[float])->int:\n    return len( prices )\n"],
  ["till", "from shop.price import total, missing\n\nRECEIPT: str = total([])\n"],
  ["till", "def broken(:\n"],
  ["till", "from shop.price import total\n\nprint(total([1.0]))\n"],
  ["price", "import os\nimport shop.till\n\nTOTAL = undefined\n"],
  ["price", 'def total(prices: "Unknown") -> float:\n    return 1.0\n'],
  ["new", 'import shop.price\n\nÄ = "ä"; x = shop.price.total(1)\n'],
  ["new", ""],
  ["price", PACKAGE["src/shop/price.py"]],
];

test.each(["black", "format", "mypy", "pylint"] as const)(
  "%s says the same warm as cold, edit by edit",
  async (name) => {
    const [warmFolder, coldFolder] = [testFolder(PACKAGE), testFolder(PACKAGE)];
    const [pool, python] = [poolOf(), await pythonOf(name === "format" ? "black" : name)];
    const verdicts = new Set<string>();
    for (const [file, text] of EDITS) {
      for (const folder of [warmFolder, coldFolder]) writeFileSync(join(folder, `src/shop/${file}.py`), text);
      const [warm, cold] = await Promise.all([
        pool.run(warmRequest(python, warmFolder, ARGS[name])),
        coldRun(warmRequest(python, coldFolder, ARGS[name])),
      ]);
      if (warm === undefined) throw new Error("It was not served.");
      const here = {
        ...warm,
        stdout: warm.stdout.replaceAll(warmFolder, coldFolder),
        stderr: warm.stderr.replaceAll(warmFolder, coldFolder),
      };
      expect(told(here)).toEqual(told(cold));
      verdicts.add(JSON.stringify(told(cold)));
    }
    expect(verdicts.size).toBeGreaterThan(2);
  },
);

test("only Python in its safe path is kept warm, and only the tools that are known", async () => {
  const folder = testFolder({ "src/a.py": "" });
  const pool = poolOf();
  const safe = warmRequest(await pythonOf("black"), folder, ARGS.black);
  const { PYTHONSAFEPATH: _, ...unsafe } = safe.env;
  for (const other of [
    { ...safe, env: unsafe },
    { ...safe, args: ["-m", "pytest"] },
    { ...safe, args: [join(SCRIPTS, "drydock_pytest.py")] },
    { ...safe, file: "/usr/bin/env" },
  ])
    expect(await pool.run(other)).toBeUndefined();
});

test("an interpreter that is not there is no longer asked", async () => {
  const pool = poolOf();
  const missing = warmRequest("/nowhere/python", testFolder(), ARGS.black);
  expect(await pool.run(missing)).toBeUndefined();
  expect(await pool.run(missing)).toBeUndefined();
});
