import type { Rule } from "../rule.js";
import { shown } from "../shown.js";
import { naptrsOf, naptrToken } from "./naptr.js";
import { readSubstitution } from "./substitution.js";

export const naptrRegexp: Rule = {
  id: "naptr-regexp",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 3402 §3.2",
  summary: "The substitution of a NAPTR record cannot be carried out.",
  why: "Whoever looks up the number or the name gets an error instead of an address, and the call does not go through.",
  hint: 'write it as "!pattern!replacement!", such as "!^.*$!sip:info@example.com!"',
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { record, regexp, replacement } of naptrsOf(context.zone)) {
      if (regexp === "") continue;
      const read = readSubstitution(regexp);
      if (typeof read === "string") found.at(record, naptrToken.regexp, shown(read));
      else if (replacement !== ".") {
        found.at(
          record,
          naptrToken.replacement,
          "a record has either a substitution or a replacement, and this has both",
          "write . for the replacement",
        );
      }
    }
    return found.diagnostics;
  },
};
