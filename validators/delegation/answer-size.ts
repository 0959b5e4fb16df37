import { limits } from "../../src/base/limits.js";
import { typeName } from "../../src/dns/rr/type-code.js";
import type { Rule } from "../rule.js";
import { eachLargeAnswer } from "./answer-octets.js";

export const answerSize: Rule = {
  id: "answer-size",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 9715 §3.1",
  summary: "An answer is longer than a UDP response may safely be.",
  why: "It is cut off and asked for again over TCP, by everyone and every time. Where TCP is blocked, which is common, the records cannot be had.",
  hint: "remove records that nobody needs any more, or spread them over several names",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const most = limits.udpPayloadDefaultBytes;
    eachLargeAnswer(zone, most, true, (rrset, octets) => {
      const type = typeName(zone.zone.rrsetType[rrset]!);
      const name = zone.ownerText(zone.ownerOf(rrset));
      const record = zone.firstRecord(rrset);
      found.at(record, "owner", `${name} ${type} is an answer of ${octets} octets, over ${most}`);
      return found.isFull;
    });
    return found.diagnostics;
  },
};
