import { limits } from "../../src/base/limits.js";
import type { Rule } from "../rule.js";
import { largeAnswers } from "./answer-octets.js";

export const answerSizePlain: Rule = {
  id: "answer-size-plain",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 1035 §4.2.1",
  summary: "An answer is longer than a UDP response without EDNS may be.",
  why: "Old mail servers and devices that do not speak EDNS get it cut off, and have to ask again over TCP.",
  hint: "remove records that nobody needs any more, or spread them over several names",
  judges: "records",
  check(context) {
    return largeAnswers(context, limits.udpPayloadPlainBytes, false);
  },
};
