import type { Rule } from "../rule.js";
import { shown } from "../shown.js";
import { caaPropertiesOf, caaToken } from "./caa.js";

/**
 * Of RFC 8659, RFC 9495 (issuemail), the requirements for Verified Mark Certificates (issuevmc) and
 * the Baseline Requirements of the CA/Browser Forum (contactemail, contactphone).
 */
const known = new Set([
  "issue",
  "issuewild",
  "issuemail",
  "issuevmc",
  "iodef",
  "contactemail",
  "contactphone",
]);
/** Of RFC 6844's drafts; reserved, so that nobody gives them another meaning. */
const reserved = new Set(["auth", "path", "policy"]);
const critical = 0x80;

export const caaSyntax: Rule = {
  id: "caa-syntax",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 8659 §4.1",
  summary: "A CAA record has flags or a tag that no certificate authority knows.",
  why: "An unknown tag is passed over, so the restriction you meant does not hold; with the critical flag it stops every authority from issuing anything.",
  hint: "write flags 0 and one of the tags issue, issuewild, iodef, issuemail, issuevmc",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { record, flags, tag } of caaPropertiesOf(context.zone)) {
      if ((flags & ~critical) !== 0) {
        found.at(
          record,
          caaToken.flags,
          `the flags are ${flags}; only 0 and 128 (critical) have a meaning`,
          flags === 1
            ? "write 128 if an authority that does not know the tag must not issue, else 0"
            : "write 0",
        );
      }
      if (reserved.has(tag)) {
        found.at(record, caaToken.tag, `the tag "${tag}" is reserved and never got a meaning`);
      } else if (!known.has(tag)) {
        found.at(
          record,
          caaToken.tag,
          (flags & critical) === 0
            ? `"${shown(tag)}" is no known tag, so authorities pass it over`
            : `"${shown(tag)}" is no known tag, and it is critical, so no authority issues anything`,
        );
      }
    }
    return found.diagnostics;
  },
};
