import type { Ended } from "../drydock.ts";
import type { Kind } from "../kind.ts";
import { difference, photograph } from "../photograph.ts";
import type { Random } from "../random.ts";
import { CLEAN, FOUND, VERBS } from "../sample.ts";
import { type Told, wrongEnd } from "../verdict.ts";

/** What the machine withholds: the shell's lines that withhold it, with "$@" for the call. */
const LIMITS: readonly ((random: Random) => string)[] = [
  (random) => `ulimit -n ${random.between(24, 64)}; exec "$@"`,
  (random) => `ulimit -f ${random.pick([0, random.between(1, 64), random.between(64, 1024)])}; exec "$@"`,
  (random) => `ulimit -t ${random.between(1, 2)}; exec "$@"`,
  () => 'mkdir "$TMPDIR/gone"; cd "$TMPDIR/gone"; rmdir "$TMPDIR/gone"; exec "$@"',
  () => 'exec "$@" > /dev/full',
  () => 'exec "$@" 2> /dev/full',
  () => 'exec "$@" <&- >&- 2>&-',
  () => 'TMPDIR=/nowhere HOME=/nowhere; export TMPDIR HOME; exec "$@"',
];

/**
 * The machine gives less than is needed. No clean code is called faulty, no finding is hidden, neither by this run nor by
 * the next. A signal that the kernel sends for a limit, or Node when it can't even start, is an end too.
 */
export const lowLimits: Kind = {
  name: "low-limits",
  title: "few open files, small files, little time, a working folder that is gone, streams that are full or closed",
  trial: async (world, random) => {
    const ground = world.ground(random.pick([CLEAN, FOUND]));
    const args = [random.pick(["run-all", ...VERBS])];
    const right = await world.oracle(ground.repo, args);
    const shell = random.pick(LIMITS)(random);
    const before = photograph(ground.repo);
    const ended = await ground.run([...args, "--json"], { shell });
    const story = `${args} after ${shell}`;
    const wrong = wrongUnderLimit(ended, shell, right);
    if (wrong !== undefined) return `${story}: ${wrong}`;
    const damage = difference(before, photograph(ground.repo));
    if (damage !== undefined) return `${story}: ${damage}`;
    const later = wrongEnd(await ground.run([...args, "--json"]), right, false);
    return later === undefined ? undefined : `the run after ${story}: ${later}`;
  },
};

/** Where the words can't be written, only the exit code can be right. */
function wrongUnderLimit(ended: Ended, shell: string, right: Told): string | undefined {
  const { code, signal } = ended;
  if (code === null && signal !== "SIGKILL") return undefined;
  if (code === 2 && shell.includes("/dev/full")) return undefined;
  const isMute = /[^2]> \/dev\/full|>&-|ulimit -f 0;/.test(shell);
  if (!isMute) return wrongEnd(ended, right, true);
  return code === right.code || code === 2 ? undefined : `exit code ${code} instead of ${right.code}`;
}
