import { childCpuSeconds } from "./childCpuSeconds.ts";

/** One of those that are compared. Only `run` is timed. */
export interface Contender {
  readonly name: string;
  readonly before?: (round: number) => Promise<void> | void;
  readonly run: () => Promise<void>;
}

export interface Taken {
  readonly ms: readonly number[];
  /** CPU time, user and system, of its processes. */
  readonly cpuMs: readonly number[];
}

/** Times each contender once per round, each round begun by another one: what slows the machine down slows down all. */
export async function takeTurns(
  contenders: readonly Contender[],
  runs: number,
  onProgress: (line: string) => void,
): Promise<ReadonlyMap<string, Taken>> {
  const taken = new Map(contenders.map(({ name }) => [name, { ms: [] as number[], cpuMs: [] as number[] }]));
  for (let round = 0; round < runs; round += 1) {
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      await contender.before?.(round);
      const cpu = childCpuSeconds();
      const start = process.hrtime.bigint();
      await contender.run();
      const ms = Number(process.hrtime.bigint() - start) / 1e6;
      taken.get(contender.name)?.ms.push(ms);
      taken.get(contender.name)?.cpuMs.push((childCpuSeconds() - cpu) * 1000);
      onProgress(`${round + 1}/${runs} ${contender.name}: ${ms.toFixed(0)} ms`);
    }
  }
  return taken;
}
