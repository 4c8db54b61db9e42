import type { Run } from "../../model/run.ts";
import { untrusted, untrustedLines } from "./escapeHtml.ts";

/** What the run and its checks had to say that changes no verdict. */
export function noticeList(run: Run): string {
  const ofChecks = run.results.flatMap(({ title, notices }) =>
    notices.map((notice) => `<li><strong>${untrusted(title)}</strong> ${untrustedLines(notice)}</li>`),
  );
  const all = [...run.notices.map((notice) => `<li>${untrustedLines(notice)}</li>`), ...ofChecks];
  if (all.length === 0) return "";
  return `<section aria-labelledby="notices-title">
<h2 id="notices-title">Notices</h2>
<ul class="notices">
${all.join("\n")}
</ul>
</section>`;
}
