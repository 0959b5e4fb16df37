import type { Rule } from "../rule.js";
import { shown } from "../shown.js";
import { caaPropertiesOf, caaToken, isIssueTag } from "./caa.js";
import { readIssueValue } from "./issue-value.js";

export const caaIssuer: Rule = {
  id: "caa-issuer",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 8659 §4.2",
  summary: "A CAA record names an issuer that is no certificate authority's domain name.",
  why: "A value that cannot be read allows nobody, so the next renewal is refused and the site goes down when its certificate runs out.",
  hint: 'write the domain name from the authority\'s documentation, such as "letsencrypt.org", or ";" if nobody may issue',
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { record, tag, value } of caaPropertiesOf(context.zone)) {
      if (!isIssueTag(tag)) continue;
      const read = readIssueValue(value);
      if (typeof read === "string") {
        found.at(record, caaToken.value, `${read}, so this ${tag} allows nobody`);
      } else if (read.issuer !== "" && !read.issuer.includes(".")) {
        found.at(
          record,
          caaToken.value,
          `"${shown(read.issuer)}" is the domain name of no certificate authority`,
        );
      }
    }
    return found.diagnostics;
  },
};
