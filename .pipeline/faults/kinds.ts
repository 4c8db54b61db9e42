import type { Kind } from "./kind.ts";
import { damagedCache } from "./kinds/damagedCache.ts";
import { editedMeanwhile } from "./kinds/editedMeanwhile.ts";
import { foreignFiles } from "./kinds/foreignFiles.ts";
import { killedFix } from "./kinds/killedFix.ts";
import { killedRun } from "./kinds/killedRun.ts";
import { lowLimits } from "./kinds/lowLimits.ts";
import { races } from "./kinds/races.ts";
import { reportLinks } from "./kinds/reportLinks.ts";
import { sameTimes } from "./kinds/sameTimes.ts";
import { smallDisk } from "./kinds/smallDisk.ts";

/** What can happen to a run, in the order of the table. */
export const KINDS: readonly Kind[] = [
  killedRun,
  killedFix,
  editedMeanwhile,
  sameTimes,
  smallDisk,
  races,
  damagedCache,
  lowLimits,
  reportLinks,
  foreignFiles,
];
