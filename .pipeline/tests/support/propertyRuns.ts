import fc from "fast-check";

/*
 * Before each test file. A property has 40 runs of one seed, the same on every machine; FC_RUNS=1000 asks for more, of
 * a new seed each time, which a failure prints.
 */
const asked = process.env["FC_RUNS"];
if (asked !== undefined && !/^[1-9]\d*$/.test(asked))
  throw new Error(`FC_RUNS must be a whole number of at least 1, not "${asked}".`);

fc.configureGlobal(asked === undefined ? { numRuns: 40, seed: 1 } : { numRuns: Number(asked) });
