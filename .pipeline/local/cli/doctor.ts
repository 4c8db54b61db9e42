import { counted } from "../../src/report/phrases.ts";
import { printable, printableJson } from "../../src/report/safeText.ts";
import { diagnose } from "../doctor/diagnose.ts";
import type { Symptom } from "../doctor/symptom.ts";
import { terminalStyle } from "../ui/terminal.ts";
import type { CliContext, CliRequest } from "./options.ts";

type Request = Extract<CliRequest, { verb: "doctor" }>;

/** Prints how this machine is fit to run the checks, a line for each thing, and what to do. 2 if a run would be broken. */
export async function doctor({ verb: _, json, color, ...request }: Request, context: CliContext): Promise<number> {
  const { cwd, env, signal, stdout } = context;
  const symptoms = await diagnose({ ...request, cwd, env, signal });
  const isFit = symptoms.every(({ state }) => state !== "fail");
  if (json) stdout.write(`${printableJson(JSON.stringify({ fit: isFit, symptoms }, null, 2))}\n`);
  else stdout.write(symptomLines(symptoms, terminalStyle(stdout, color, env)));
  return isFit ? 0 : 2;
}

function symptomLines(symptoms: readonly Symptom[], style: ReturnType<typeof terminalStyle>): string {
  const width = Math.max(...symptoms.map(({ name }) => name.length));
  const colors = { ok: style.green, warn: style.yellow, fail: style.red };
  const lines = symptoms.flatMap(({ name, state, message, hint }) => {
    const words = message.split("\n").map((line) => printable(line.trim()));
    const indent = " ".repeat(width + 8);
    return [
      `${colors[state](state.padEnd(4))}  ${name.padEnd(width)}  ${words.join(`\n${indent}`)}`,
      ...(hint === "" ? [] : [`${indent}${style.bold("→")} ${printable(hint)}`]),
    ];
  });
  const [bad, odd] = (["fail", "warn"] as const).map((state) => symptoms.filter((one) => one.state === state).length);
  const verdict =
    bad === 0 && odd === 0
      ? "All is well."
      : [
          ...(bad ? [`${counted(bad, "thing")} to mend before the checks can run`] : []),
          ...(odd ? [`${counted(odd, "thing")} that may matter`] : []),
        ].join(", ");
  return `${[...lines, "", verdict].join("\n")}\n`;
}
