import type { Rule } from "../rule.js";
import { dkimKeysOf } from "./dkim-record.js";
import { stringAt } from "./text-records.js";

export const dkimTesting: Rule = {
  id: "dkim-testing",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 6376 §3.6.1",
  summary: "A DKIM key says that it is being tested: t=y.",
  why: "Receivers must treat mail with a broken signature as if it had none; the flag is for the first days.",
  hint: "remove t=y when signatures are seen to verify",
  judges: "records",
  check(context) {
    const found = context.collect();
    for (const { record, list } of dkimKeysOf(context.zone)) {
      for (const { name, value, offset } of list.tags) {
        if (name !== "t" || !/(?:^|:)[ \t]*y[ \t]*(?:$|:)/.test(value)) continue;
        found.at(record, stringAt(context.zone, record, offset), "the key is marked as a test");
      }
    }
    return found.diagnostics;
  },
};
