import type { Rule } from "../rule.js";
import { eachServiceTarget } from "./targets-outside.js";

export const takeoverConditional: Rule = {
  id: "takeover-conditional",
  severity: "notice",
  sets: ["best-practice"],
  reference: "EdOverflow/can-i-take-over-xyz",
  summary: "A record points at a service that others could serve your name from, under conditions.",
  why: "If the site there is deleted and your domain was never verified with the service, another customer may add your name to a site of their own.",
  hint: "verify the domain with the service, then write `; fivenines: owned` behind the record",
  judges: "records",
  check(context) {
    const found = context.collect();
    eachServiceTarget(context, "some", ({ record, token, service, name }) => {
      found.at(record, token, `${name} is at ${service.service}, where names can change hands`);
    });
    return found.diagnostics;
  },
};
