import type { Rule } from "../rule.js";
import { shown } from "./tag-list.js";
import { taggedTextsOf } from "./tagged-texts.js";
import { stringAt, textRecordsOf } from "./text-records.js";

const version = /^v=STSv1[ \t]*;/;
const identifier = /^[A-Za-z0-9]{1,32}$/;

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
      const { counted, others } = taggedTextsOf(zone, rrset, version);
      for (const { record, text } of others) {
        if (counted.length > 0 && !/sts/i.test(text)) continue;
        const start = shown(text.slice(0, 20));
        const message = `senders skip an MTA-STS record that starts with \`${start}\``;
        found.at(record, 0, message, "let it start with v=STSv1; in this case of letters");
      }
      for (const { record, list } of counted) {
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
      for (const { record } of counted.slice(1)) {
        const name = zone.ownerText(zone.ownerOf(rrset));
        found.at(record, 0, `${name} has an MTA-STS record already`, "keep one record");
      }
    }
    return found.diagnostics;
  },
};
