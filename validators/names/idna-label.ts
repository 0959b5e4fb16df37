import type { Rule } from "../rule.js";
import { aLabelFault, aLabelOf, labelsOf } from "./international-label.js";
import { isHost } from "./label-hyphen.js";
import { ownersWith, ownerTraits, trait } from "./owner-traits.js";

export const idnaLabel: Rule = {
  id: "idna-label",
  severity: "warning",
  sets: ["strict"],
  reference: "RFC 5890 §2.3.2.1",
  summary: "An international label is not in the form that programs ask for.",
  why: "Programs turn what people type into xn-- labels before they ask. A label in another form is never asked for, so the name is dead for everyone.",
  hint: "write the label as xn-- and its Punycode (RFC 3492), made from lower-case letters in NFC",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { names, nameStart, apex } = zone.zone;
    const traits = ownerTraits(context);
    const apexLabels = labelsOf(apex, 0).length;
    for (const owner of ownersWith(context, trait.aLabel | trait.eightBit)) {
      if (found.isFull) break;
      const labels = labelsOf(names, nameStart[owner]!);
      // The apex is told of once, at the apex.
      for (const label of owner === 0 ? labels : labels.slice(0, -apexLabels)) {
        if (label.startsWith("xn--")) {
          const fault = aLabelFault(label);
          if (fault !== undefined) found.atOwner(owner, `the label ${label} ${fault}`);
        } else if (/[\x80-\xff]/.test(label) && isHost(zone, owner)) {
          if ((traits[owner]! & trait.underscored) !== 0) continue;
          const right = aLabelOf(label);
          found.atOwner(
            owner,
            `${zone.ownerText(owner)} has a label of octets above 127`,
            right === undefined ? undefined : `write ${right} for it`,
          );
        }
      }
    }
    return found.diagnostics;
  },
};
