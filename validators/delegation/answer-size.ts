import { limits } from "../../src/base/limits.js";
import type { Rule } from "../rule.js";
import { largeAnswers } from "./answer-octets.js";

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
    return largeAnswers(context, limits.udpPayloadDefaultBytes, true);
  },
};
