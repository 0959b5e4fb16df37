import type { Rule } from "../rule.js";
import { shown } from "./tag-list.js";
import { type Purpose, taggedTextsOf, tellSeveral, tellSkipped } from "./tagged-texts.js";
import { stringAt, textRecordsOf } from "./text-records.js";

const version = /^v=STSv1[ \t]*;/;
const identifier = /^[A-Za-z0-9]{1,32}$/;

const purpose: Purpose = {
  what: "an MTA-STS record",
  readers: "senders",
  start: "v=STSv1;",
  resembles: /sts/i,
};

export const mtaStsSyntax: Rule = {
  id: "mta-sts-syntax",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 8461 §3.1",
  summary: "An MTA-STS record is not what senders read, or there are several.",
  why: "Senders then take the domain for one without MTA-STS, and send without TLS where someone strips it.",
  hint: 'write it as in "v=STSv1; id=20261122"',
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of textRecordsOf(zone).mtaSts) {
      const texts = taggedTextsOf(zone, rrset, version);
      tellSkipped(found, texts, purpose);
      for (const { record, list } of texts.counted) {
        for (const { value, offset } of list.broken) {
          found.at(record, stringAt(zone, record, offset), `\`${shown(value)}\` is no field`);
        }
        const id = list.tags.find(({ name }) => name === "id");
        if (id === undefined) found.at(record, 0, "there is no id=");
        else if (!identifier.test(id.value)) {
          const message = `\`id=${shown(id.value)}\` is no identifier of a policy`;
          found.at(
            record,
            stringAt(zone, record, id.offset),
            message,
            "write 1 to 32 letters and digits",
          );
        }
      }
      tellSeveral(found, zone, texts, purpose);
    }
    return found.diagnostics;
  },
};
