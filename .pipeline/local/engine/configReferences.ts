import { toolSpec } from "../../src/checks/catalog.ts";
import type { ConfigSetting, ConfigSyntax } from "../../src/checks/rows.ts";
import type { Plan } from "../../src/model.ts";
import type { ConfigFiles, StepConfig } from "../files/configFiles.ts";
import { configText, readIni, readPytestIni, readToml } from "./readConfig.ts";

/**
 * What makes a value lead out of the source: an absolute path, `~`, a variable, `..`. Each at the start of a
 * word, or right after a short option of pytest's (`-c/etc/x`). `..` counts anywhere in a path: config files are placed
 * outside the source, and a link can make `a/../..` of an innocent `a/..`.
 */
const OUTWARD = [
  /(?<![\w.*?)\]}/-])\//,
  /(?<![\w.)\]}*\\/-])~(?=[\w/\s,:;]|$)/,
  /\$[\w{(]/,
  /(?<![\w.])\.\.(?![\w.])/,
  /(?:^|\s)-\w+(?:\/|~|\.\.)/,
];

/**
 * Why a plan may find something else under the same key: a setting that leads out of the source, as `mypy_path in
 * mypy.ini may lead …`, or a config that cannot be parsed. Such a check is never replayed. Undefined if all is inside.
 */
export function configReferences(plan: Plan, config: ConfigFiles): string | undefined {
  for (const { tool, config: own } of plan.steps) {
    const syntax = toolSpec(tool).config;
    const bytes = own === undefined ? undefined : config.content(own);
    if (syntax?.format === undefined || own === undefined || bytes === undefined) continue;
    const name = own.how === "given" ? own.name : own.path;
    try {
      const found = settingsOf(configText(bytes), own, syntax).find((setting) => leadsOut(setting, syntax));
      if (found !== undefined)
        return `${found.path.join(".")} in ${name} may lead to files that Drydock does not know of`;
    } catch {
      return `${name} could not be parsed`;
    }
  }
  return undefined;
}

/** The settings of a config file, read as its tool does. Throws if it cannot be parsed. */
export function settingsOf(
  text: string,
  config: StepConfig,
  { format, places }: ConfigSyntax,
): readonly ConfigSetting[] {
  const file = config.how === "found" ? config.path.slice(config.path.lastIndexOf("/") + 1) : undefined;
  const place = places.find((one) => one.file === file);
  if (file?.endsWith(".toml")) return readToml(text, place?.table ?? []);
  if (place?.sections !== undefined)
    return readIni(text, { inlineComments: format === "ini#;", sections: place.sections });
  if (format === "iniconfig") return readPytestIni(text);
  if (format === undefined) return [];
  return typeof format === "string" ? readIni(text, { inlineComments: format === "ini#;" }) : readToml(text, format);
}

function leadsOut(setting: ConfigSetting, { notPaths, leadsOut }: ConfigSyntax): boolean {
  if (setting.path.some((name) => notPaths.has(name))) return false;
  return leadsOut?.(setting) ?? looksOutward(setting.value);
}

/** With and without the quotes that a tool removes before it splits a value into words. */
function looksOutward(value: string): boolean {
  return [value, value.replace(/["'\\]/g, "")].some((text) => OUTWARD.some((pattern) => pattern.test(text)));
}
