import { causeOf, isDrydockError } from "../../src/errors.ts";

/** What was looked at, how it is, and what to do about it. */
export interface Symptom {
  readonly name: string;
  /** `warn`: a run works, but not as well as it could, or not all of it. `fail`: a run would be broken. */
  readonly state: "ok" | "warn" | "fail";
  readonly message: string;
  /** Empty if there is nothing to do. */
  readonly hint: string;
}

type Found = Omit<Symptom, "name">;

export function ok(message: string): Found {
  return { state: "ok", message, hint: "" };
}

export function warn(message: string, hint: string): Found {
  return { state: "warn", message, hint };
}

export function fail(message: string, hint: string): Found {
  return { state: "fail", message, hint };
}

/** Looks at one thing. That it cannot even be looked at is a finding like any other, and never the end of the doctor. */
export async function look(name: string, examine: () => Found | Promise<Found>, signal: AbortSignal): Promise<Symptom> {
  try {
    return { name, ...(await examine()) };
  } catch (error) {
    signal.throwIfAborted();
    return { name, ...fail(causeOf(error), isDrydockError(error) ? error.hint : "") };
  }
}
