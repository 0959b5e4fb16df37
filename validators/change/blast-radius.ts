import type { Rule } from "../rule.js";
import { changesSince, firstFew, otherVersions } from "./versions.js";

export const blastRadius: Rule = {
  id: "blast-radius",
  severity: "error",
  sets: ["best-practice"],
  reference: "fivenines: `check.blast`",
  summary: "One change deletes or replaces a large share of the zone's records.",
  why: "That is what a wrong file, an empty template or a lost include looks like, and all of it goes live at once.",
  hint: "change the zone in several steps, or raise check.blast in fivenines.yaml for this change",
  judges: "zone",
  check(context) {
    const found = context.collect();
    const { share, recordsMin } = context.options.blast;
    for (const version of otherVersions(context)) {
      const before = version.index.zone.recordCount;
      if (before < recordsMin) continue;
      const { records, changes } = changesSince(version, context);
      if (records.deleted < share * before) continue;
      const percent = Math.round((records.deleted / before) * 100);
      const names = changes.flatMap((change) => ("name" in change ? [change.name] : []));
      const which = names.length === 0 ? "" : `, at ${firstFew([...new Set(names)])}`;
      const message = `this deletes or replaces ${records.deleted} of the ${before} records (${percent} %) in ${version.called}${which}`;
      found.atZone(message);
      break;
    }
    return found.diagnostics;
  },
};
