import { rrtype } from "../rrtype.js";
import type { Rule } from "../rule.js";

/** Each type's label behind the hash of the mailbox. */
const places = [
  { type: rrtype.OPENPGPKEY, label: "_openpgpkey", name: "OPENPGPKEY" },
  { type: rrtype.SMIMEA, label: "_smimecert", name: "SMIMEA" },
] as const;

export const mailboxKeyOwner: Rule = {
  id: "mailbox-key-owner",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 7929 §3, RFC 8162 §3",
  summary: "A mailbox's key is not at the name that is made from its address.",
  why: "Mail programs hash the part before the @ and ask below _openpgpkey or _smimecert; elsewhere the key is never found.",
  hint: "write as owner the first 28 octets of the SHA-256 of the local part in hex, then ._openpgpkey or ._smimecert",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const { type, label, name } of places) {
      for (const rrset of zone.rrsetsOf(type)) {
        const owner = zone.ownerText(zone.ownerOf(rrset));
        const [first = "", second] = owner.split(".", 2);
        if (second === label && (/^[0-9a-f]{56}$/.test(first) || first === "*")) continue;
        found.at(
          zone.firstRecord(rrset),
          "owner",
          second === label
            ? `the hash of a mailbox has 56 hex digits, and "${first}" is none`
            : `no mail program asks for ${name} records of ${owner}`,
        );
      }
    }
    return found.diagnostics;
  },
};
