import type { Rule } from "../rule.js";
import type { Findings } from "../rule-context.js";
import type { ZoneIndex } from "../zone-index.js";
import { shown, type Tag } from "./tag-list.js";
import {
  type Purpose,
  type TaggedText,
  taggedTextsOf,
  tellSeveral,
  tellSkipped,
} from "./tagged-texts.js";
import { stringAt, textRecordsOf } from "./text-records.js";

export const bimiVersion = /^v[ \t]*=[ \t]*BIMI1[ \t]*(?:;|$)/;

const purpose: Purpose = {
  what: "a BIMI record",
  readers: "receivers",
  start: "v=BIMI1;",
  resembles: /bimi/i,
};

export const bimiSyntax: Rule = {
  id: "bimi-syntax",
  severity: "error",
  sets: ["strict"],
  reference: "draft-brand-indicators-for-message-identification-10 §4.3",
  summary: "A BIMI record is not what receivers read, or its addresses are not https.",
  why: "The logo is not shown, without a word of why.",
  hint: 'write it as in "v=BIMI1; l=https://example.com/logo.svg; a=https://example.com/logo.pem"',
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const rrset of textRecordsOf(zone).bimi) {
      const texts = taggedTextsOf(zone, rrset, bimiVersion);
      tellSkipped(found, texts, purpose);
      for (const text of texts.counted) judge(found, zone, text);
      tellSeveral(found, zone, texts, purpose);
    }
    return found.diagnostics;
  },
};

function judge(found: Findings, zone: ZoneIndex, { record, list }: TaggedText): void {
  const say = ({ offset }: Tag, message: string, hint?: string) =>
    found.at(record, stringAt(zone, record, offset), message, hint);
  for (const part of list.broken) say(part, `\`${shown(part.value)}\` is no tag`);
  const logo = list.tags.find(({ name }) => name === "l");
  // An empty l= declines to show a logo.
  if (logo === undefined) found.at(record, 0, "there is no l=, and so no logo");
  else if (logo.value !== "") {
    const fault = addressFault(logo.value);
    if (fault !== undefined)
      say(
        logo,
        `l=${shown(logo.value)} ${fault}`,
        "write an address as in https://example.com/logo.svg",
      );
    else if (!/\.svgz?(?:$|[?#])/i.test(logo.value)) {
      say(logo, `l=${shown(logo.value)} is no SVG file`, "give the address of an SVG Tiny PS file");
    }
  }
  const evidence = list.tags.find(({ name }) => name === "a");
  if (evidence === undefined || evidence.value === "" || evidence.value === "self") return;
  const fault = addressFault(evidence.value);
  if (fault !== undefined) {
    say(
      evidence,
      `a=${shown(evidence.value)} ${fault}`,
      "write an address as in https://example.com/logo.pem",
    );
  }
}

function addressFault(value: string): string | undefined {
  if (/^http:/i.test(value)) return "is not fetched over TLS";
  return /^https:\/\/[^\s/]+\.[^\s/]+\/\S*$/i.test(value) ? undefined : "is no https address";
}
