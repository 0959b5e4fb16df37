import type { Rule } from "../rule.js";
import { isHost } from "./label-hyphen.js";
import { ownersWith, trait } from "./owner-traits.js";

export const labelReserved: Rule = {
  id: "label-reserved",
  severity: "notice",
  sets: ["best-practice"],
  reference: "RFC 5891 §4.2.3.1",
  summary:
    "A label of a host's name has hyphens in the third and fourth place, and no xn in front.",
  why: "Such labels are kept for encodings to come, as xn-- is for international names. Registries refuse them, and so do some programs.",
  hint: "put the hyphens elsewhere",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    for (const owner of ownersWith(context, trait.reservedHyphens)) {
      if (found.isFull) break;
      if (!isHost(zone, owner)) continue;
      const name = zone.ownerText(owner);
      found.atOwner(owner, `${name} has a label of a reserved form, "??--…"`);
    }
    return found.diagnostics;
  },
};
