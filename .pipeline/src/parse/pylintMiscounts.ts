import { type Fields, fieldsOf } from "./fields.ts";

const TYPES = ["fatal", "error", "warning", "refactor", "convention", "info"];

/**
 * Sentences on where Pylint's statistics and its messages disagree, as in a truncated or doctored report.
 * Messages about the config may or may not be counted, so there may be more messages than counted but never fewer.
 */
export function pylintMiscounts(messages: readonly Fields[], statistics: unknown): readonly string[] {
  const counts = fieldsOf(fieldsOf(statistics)?.messageTypeCount);
  if (counts === undefined) return ["Pylint's report has no statistics."];
  return TYPES.flatMap((type) => {
    const shown = messages.filter((message) => message.type === type).length;
    const counted = counts[type] ?? 0;
    if (typeof counted === "number" && counted <= shown) return [];
    return [`Pylint counted ${counted} messages of type ${type}, but its report shows ${shown}.`];
  });
}
