import type { Outcome } from "./campaign.ts";

/** The outcome as a Markdown table, with a line below it for each failure. */
export function table(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ name, title, trials, failures, ms, lacks }) => {
    const wrong = failures.length === 0 ? "0" : `**${failures.length}**`;
    return [name, lacks === undefined ? title : `${title}; not tried: ${lacks}`, trials, wrong, seconds(ms)];
  });
  const sum = (count: (outcome: Outcome) => number) => outcomes.reduce((all, outcome) => all + count(outcome), 0);
  const all = ["all", "", sum(({ trials }) => trials), sum((one) => one.failures.length), seconds(sum(({ ms }) => ms))];
  const lines = [["kind", "what happens", "trials", "failures", "time"], Array(5).fill("---"), ...rows, all];
  const failures = outcomes.flatMap(({ name, failures }) => {
    return failures.map(({ seed, seen }) => `- ${name}, seed ${seed}: ${oneLine(seen)}`);
  });
  const [first] = outcomes.flatMap(({ name, failures }) => failures.map(({ seed }) => ({ name, seed })));
  const again =
    first === undefined
      ? []
      : ["", `To repeat one: make faults ARGS="--only ${first.name} --seed ${first.seed} --trials 1 --keep"`];
  return [
    ...lines.map((cells) => `| ${cells.join(" | ")} |`),
    ...(failures.length > 0 ? ["", ...failures] : []),
    ...again,
    "",
  ].join("\n");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(0)} s`;
}

function oneLine(text: string): string {
  const line = text.trim().replaceAll(/\s*\n\s*/g, " ⏎ ");
  return line.length > 400 ? `${line.slice(0, 400)}…` : line;
}
