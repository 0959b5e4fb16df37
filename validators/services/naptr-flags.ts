import type { Rule } from "../rule.js";
import { shown } from "../shown.js";
import { type Naptr, naptrsOf, naptrToken } from "./naptr.js";

export const naptrFlags: Rule = {
  id: "naptr-flags",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 3403 §4.1, RFC 3404 §4.3",
  summary: "The flags of a NAPTR record do not go with what it holds.",
  why: "The flags say what to do with the result; clients that cannot make sense of them drop the record.",
  hint: 'write "S" or "A" with a replacement, "U" with a substitution, or "" to go on at the replacement',
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const naptr of naptrsOf(context.zone)) {
      const fault = faultOf(naptr);
      if (fault !== undefined) found.at(naptr.record, naptrToken.flags, fault);
    }
    return found.diagnostics;
  },
};

function faultOf({ flags, regexp, replacement }: Naptr): string | undefined {
  if (!/^[A-Z0-9]*$/.test(flags)) return `"${shown(flags)}" is not made of letters and digits`;
  const last = [...flags].filter((flag) => "SAUP".includes(flag));
  if (last.length > 1) return `of ${last.join(", ")} a record can have one only`;
  const isEmpty = regexp === "" && replacement === ".";
  if (isEmpty && last[0] !== "P") return "there is neither a substitution nor a replacement";
  if (last[0] === "U" && regexp === "") return "U asks for a URI, which only a substitution makes";
  return undefined;
}
