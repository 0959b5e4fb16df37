import type { Rule } from "../rule.js";
import type { Findings } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { dmarcValueFault, dmarcVersion } from "./dmarc-record.js";
import { reportAddressesOf } from "./report-address.js";
import { repeatedTags, shown, type Tag } from "./tag-list.js";
import { type Purpose, type TaggedText, taggedTextsOf, tellSkipped } from "./tagged-texts.js";
import { stringAt, textRecordsOf } from "./text-records.js";

const purpose: Purpose = {
  what: "a DMARC record",
  readers: "receivers",
  start: "v=DMARC1;",
  resembles: /dmarc|(?:^|;)[ \t]*p[ \t]*=/i,
};

export const dmarcSyntax: Rule = {
  id: "dmarc-syntax",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 9989 §4.7, §4.8",
  summary: "A DMARC record, or one of its tags, is not what receivers read.",
  why: "A record without its version does not count at all; a tag with a bad value falls back to its default, which is to do nothing.",
  hint: 'write it as in "v=DMARC1; p=reject; rua=mailto:dmarc@example.com"',
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of textRecordsOf(zone).dmarc) {
      const texts = taggedTextsOf(zone, rrset, dmarcVersion);
      tellSkipped(found, texts, purpose);
      for (const record of texts.counted) judge(found, zone, record);
    }
    return found.diagnostics;
  },
};

function judge(found: Findings, zone: ZoneIndex, { record, list }: TaggedText): void {
  const say = ({ offset }: Tag, message: string, hint?: string) =>
    found.at(record, stringAt(zone, record, offset), message, hint);
  for (const part of list.broken) {
    const hint = part.value.includes("@") ? "separate addresses by commas" : "write name=value";
    say(part, `\`${shown(part.value)}\` is no tag`, hint);
  }
  for (const tag of repeatedTags(list)) say(tag, `${tag.name}= stands there twice`, "keep one");
  for (const tag of list.tags) {
    const name = tag.name.toLowerCase();
    const allowed = dmarcValueFault(name, tag.value);
    if (allowed !== undefined) {
      say(tag, `\`${name}=${shown(tag.value)}\` has no meaning`, `write ${allowed}`);
    }
    if (name !== "rua" && name !== "ruf") continue;
    for (const { text, fault } of reportAddressesOf(tag.value)) {
      if (fault === undefined) continue;
      say(tag, `\`${shown(text)}\` in ${name}= ${fault}`, "write mailto: and an e-mail address");
    }
  }
}
