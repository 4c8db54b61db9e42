import { causeOf } from "../src/errors.ts";
import type { Sample } from "./figure.ts";

/** One of those that are compared. Only `run` is timed. */
export interface Contender {
  readonly name: string;
  readonly before?: () => Promise<void> | void;
  readonly run: () => Promise<void>;
  /** Fewer turns than the others, for what takes long. */
  readonly runs?: number;
}

/** Times a turn of each contender per round, each round begun by another one: what slows the machine down slows down all. */
export async function takeTurns<const T extends readonly Contender[]>(
  contenders: T,
  runs: number,
  onProgress: (line: string) => void,
): Promise<{ readonly [K in keyof T]: Sample }> {
  const values = contenders.map((): number[] => []);
  for (let round = 0; round < runs; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const index = (round + turn) % contenders.length;
      const contender = contenders[index] as Contender;
      if (round >= (contender.runs ?? runs)) continue;
      const ms = await timed(contender, onProgress);
      values[index]?.push(ms);
      onProgress(`${round + 1}/${contender.runs ?? runs} ${contender.name}: ${ms.toFixed(0)} ms`);
    }
  }
  const samples = contenders.map(({ name }, index): Sample => ({ name, values: values[index] ?? [] }));
  return samples as unknown as { readonly [K in keyof T]: Sample };
}

/** On a busy machine a tool may fail, such as mypy when its workers start too late. One more turn costs less than to begin again. */
export async function timed({ name, before, run }: Contender, onProgress: (line: string) => void): Promise<number> {
  for (let tries = 3; ; tries -= 1) {
    await before?.();
    const start = process.hrtime.bigint();
    try {
      await run();
      return Number(process.hrtime.bigint() - start) / 1e6;
    } catch (error) {
      if (tries === 1) throw error;
      onProgress(`${name} failed, so it gets another turn: ${causeOf(error)}`);
    }
  }
}
