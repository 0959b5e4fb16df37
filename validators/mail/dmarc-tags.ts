import type { Rule } from "../rule.js";
import { dmarcTags, dmarcTagsDropped, dmarcVersion } from "./dmarc-record.js";
import { shown } from "./tag-list.js";
import { countedTextsOf } from "./tagged-texts.js";
import { stringAt, textRecordsOf } from "./text-records.js";

export const dmarcTagNames: Rule = {
  id: "dmarc-tags",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 9989 §4.7",
  summary: "A DMARC record has tags that receivers skip: misspelt, or dropped from the standard.",
  why: "An unknown tag is ignored without a word, so what it was to say is never done. pct, rf and ri went with RFC 7489.",
  hint: "remove the tag, or correct its name",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { dmarc } = textRecordsOf(zone);
    for (const { record, list } of countedTextsOf(zone, dmarc, dmarcVersion)) {
      for (const { name, offset } of list.tags) {
        const tag = name.toLowerCase();
        if (has(dmarcTags, tag)) continue;
        const message = has(dmarcTagsDropped, tag)
          ? `${tag}= was dropped from DMARC; newer receivers skip it`
          : `DMARC has no tag \`${shown(name)}\``;
        found.at(record, stringAt(zone, record, offset), message);
      }
    }
    return found.diagnostics;
  },
};

function has(tags: readonly string[], tag: string): boolean {
  return tags.includes(tag);
}
