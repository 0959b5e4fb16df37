import type { Rule } from "../rule.js";
import { dmarcVersion } from "./dmarc-record.js";
import type { Tag } from "./tag-list.js";
import { countedTextsOf } from "./tagged-texts.js";
import { stringAt, textRecordsOf } from "./text-records.js";

export const dmarcPolicy: Rule = {
  id: "dmarc-policy",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 9989 §4.7",
  summary:
    "A DMARC record asks for no protection, or for less than it could: p=none, no p=, t=y, pct.",
  why: "Receivers then deliver forged mail as if there were no DMARC; it is the stage for finding out who sends.",
  hint: "when the reports show no honest mail failing, go on to p=quarantine and p=reject",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { dmarc } = textRecordsOf(zone);
    for (const { record, list } of countedTextsOf(zone, dmarc, dmarcVersion)) {
      if (!list.tags.some(({ name }) => name.toLowerCase() === "p")) {
        found.at(record, 0, "there is no `p=`, which says the same as p=none");
      }
      for (const tag of list.tags) {
        const what = weakness(tag);
        if (what === undefined) continue;
        const said = `${tag.name}=${tag.value}`;
        found.at(record, stringAt(zone, record, tag.offset), `\`${said}\` ${what}`);
      }
    }
    return found.diagnostics;
  },
};

function weakness({ name, value }: Tag): string | undefined {
  const tag = `${name}=${value}`.toLowerCase();
  if (tag === "p=none") return "lets forged mail through";
  if (tag === "sp=none") return "lets forged mail of sub-domains through";
  if (tag === "np=none") return "lets forged mail of names that do not exist through";
  if (tag === "t=y") return "asks receivers to be one step milder than the policy says";
  if (name === "pct" && /^\d{1,2}$/.test(value)) return "applies the policy to a part of the mail";
  return undefined;
}
