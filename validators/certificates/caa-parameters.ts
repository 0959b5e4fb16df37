import type { Rule } from "../rule.js";
import { shown } from "../shown.js";
import { caaPropertiesOf, caaToken, isIssueTag } from "./caa.js";
import { type IssueParameter, readIssueValue } from "./issue-value.js";

/** An authority may add its own as `ca-…`. */
const validationMethods = new Set([
  // RFC 8555 (of these the last two are reserved), 8737, 8823, 9447, 9799, 9891.
  ...["http-01", "dns-01", "tls-sni-01", "tls-sni-02"],
  ...["tls-alpn-01", "email-reply-00", "tkauth-01", "onion-csr-01", "bp-nodeid-00"],
  // Drafts of the IETF that the Baseline Requirements of the CA/Browser Forum allow already.
  ...["dns-account-01", "dns-persist-01"],
]);

export const caaParameters: Rule = {
  id: "caa-parameters",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 8657 §3, §4",
  summary: "A parameter of a CAA record's issuer has a value that no request can match.",
  why: "The authority compares the account or the method with this value; if nothing matches, it refuses every certificate.",
  hint: "give accounturi the account's full URL and validationmethods a list such as dns-01,http-01",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { record, tag, value } of caaPropertiesOf(context.zone)) {
      if (!isIssueTag(tag) || !value.includes("=")) continue;
      const read = readIssueValue(value);
      if (typeof read === "string") continue;
      const seen = new Set<string>();
      for (const parameter of read.parameters) {
        const fault = seen.has(parameter.tag)
          ? `${shown(parameter.tag)} is given twice`
          : faultOf(parameter);
        seen.add(parameter.tag);
        if (fault !== undefined) found.at(record, caaToken.value, fault);
      }
    }
    return found.diagnostics;
  },
};

function faultOf({ tag, value }: IssueParameter): string | undefined {
  if (tag === "accounturi" && !/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(value)) {
    return `accounturi is "${shown(value)}", which is no URL of an account`;
  }
  if (tag === "validationmethods") {
    const unknown = value
      .split(",")
      .find((method) => !validationMethods.has(method) && !/^ca-[a-z0-9-]+$/i.test(method));
    if (unknown === "") return "validationmethods has an empty item";
    if (unknown !== undefined) return `"${shown(unknown)}" is no validation method`;
  }
  return undefined;
}
