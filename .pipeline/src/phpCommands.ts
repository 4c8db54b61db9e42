import type { StepSpec } from "./model/check.ts";
import { parsePhplint } from "./parse/phplint.ts";

/** `php -l` on each file, by a script that is the same in both engines. `-n`: no php.ini of the machine has a say. */
export function phplint(): StepSpec {
  return {
    id: "phplint",
    tool: "php",
    role: "gate",
    argv: ["php", "-n", "{scripts}/drydock_phplint.php", "{cores}"],
    parse: parsePhplint,
    exits: { clean: [0], findings: [1] },
    // Deprecations and warnings: PHP itself calls such a file free of errors.
    cleanMayFind: true,
  };
}
