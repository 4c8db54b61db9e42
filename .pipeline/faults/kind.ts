import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/** One kind of fault, tried again and again. */
export interface Kind {
  readonly name: string;
  /** For the table. */
  readonly title: string;
  /** Why it can't be tried on this machine; undefined where it can. */
  readonly lacks?: () => string | undefined;
  /** What was seen that must not be; undefined when all was right. */
  readonly trial: (world: World, random: Random) => Promise<string | undefined>;
}
