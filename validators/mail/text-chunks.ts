import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

/** What starts a new part of a policy, and makes no sense in the middle of one. */
const partStarts: readonly { readonly of: RegExp; readonly start: RegExp; readonly gap: RegExp }[] =
  [
    {
      of: /^v=spf1/i,
      start:
        /^(?:[+\-~?]?(?:include:|ip4:|ip6:|exists:|mx(?:[:/ ]|$)|ptr(?:[: ]|$))|redirect=|[+\-~?]all(?: |$))/i,
      gap: / $/,
    },
    {
      of: /^v=DMARC1/i,
      start: /^(?:p|sp|np|rua|ruf|adkim|aspf|fo|pct|t|psd)[ \t]*=/i,
      gap: /[; \t]$/,
    },
    // A key may end in "s=" or "k==", wherever it is cut.
    { of: /^v=DKIM1/i, start: /^[hknpst][ \t]*=[ \t]*[A-Za-z0-9+/*]/, gap: /[; \t]$/ },
  ];

export const textChunks: Rule = {
  id: "text-chunks",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 7208 §3.3, RFC 6376 §3.6.2.2",
  summary: "The strings of a TXT record grow together where a blank or a semicolon was meant.",
  why: "Receivers join the strings with nothing between them, so two terms become one that means something else, or nothing.",
  hint: "put the blank inside the quotes; text with blanks is quoted as a whole",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { rdata } = zone.zone;
    for (const rrset of zone.rrsetsOf(rrtype.TXT)) {
      for (let record = zone.firstRecord(rrset); record < zone.endRecord(rrset); record++) {
        const start = zone.rdataStart(record);
        const isOneString = start + 1 + rdata[start]! === zone.rdataEnd(record);
        // All of them start with "v=".
        if (isOneString || (rdata[start + 1]! | 0x20) !== 0x76 || rdata[start + 2] !== 0x3d)
          continue;
        const strings = zone.stringsOf(record);
        const seam = seamOf(strings);
        if (seam === -1) continue;
        const before = strings[seam - 1]!.slice(-16);
        const after = strings[seam]!.slice(0, 16);
        const grown = `${before}${after}`.replace(/[^\x20-\x7e]/g, "?");
        found.at(record, seam, `the strings grow together to \`${grown}\``);
      }
    }
    return found.diagnostics;
  },
};

/** The first string that should not follow the one before without a gap, or -1. */
function seamOf(strings: readonly string[]): number {
  const kind = partStarts.find(({ of }) => of.test(strings[0]!));
  if (kind === undefined) return -1;
  return strings.findIndex(
    (string, i) => i > 0 && !kind.gap.test(strings[i - 1]!) && kind.start.test(string),
  );
}
