import type { Plan, Step } from "../../src/model.ts";
import { given } from "./planning.ts";

export function sampleStep(over: Partial<Step> = {}): Step {
  const env = { LANG: "C.UTF-8", PYTHONHASHSEED: "0" };
  return {
    id: "mypy",
    tool: "mypy",
    role: "gate",
    argv: ["python", "-m", "mypy", "src"],
    config: given("mypy.ini"),
    env,
    ...over,
  };
}

export function samplePlan(over: Partial<Plan> = {}): Plan {
  const fixed = { check: "typecheck", timeoutSeconds: 600, workspace: "tree", application: false } as const;
  return { ...fixed, steps: [sampleStep()], ...over };
}
