import { nameFromText } from "../../src/dns/name-text.js";
import type { Rule } from "../rule.js";
import { decodedLabel, labelsOf } from "./international-label.js";
import { ownersWith, trait } from "./owner-traits.js";

/** Letters that nobody can tell from the Latin one (Unicode TR 39, the ones in daily use). */
const lookAlikes: ReadonlyMap<string, string> = new Map([
  // Cyrillic
  ...pairs("асԁеһіјӏорԛѕԝхуυ", "acdehijlopqswxyu"),
  // Greek
  ...pairs("αοινρτγ", "aoivpty"),
]);

/** Scripts whose letters look like Latin ones; all others may well be mixed with Latin. */
const scripts = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];

export const confusableLabel: Rule = {
  id: "confusable-label",
  severity: "warning",
  sets: ["best-practice"],
  reference: "RFC 5890 §4.4",
  summary: "An international label mixes scripts that look alike, or looks like another name here.",
  why: "People cannot see the difference, so one name can be put in place of the other: to steal passwords, or by a keyboard left in the wrong layout.",
  hint: "type the label again in one script, or remove it",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { zone } = context;
    const { names, nameStart, apex } = zone.zone;
    const apexLabels = labelsOf(apex, 0).length;
    for (const owner of ownersWith(context, trait.aLabel)) {
      if (found.isFull) break;
      const labels = labelsOf(names, nameStart[owner]!);
      for (const [place, label] of labels.entries()) {
        // The apex is told of once, at the apex.
        if (owner !== 0 && place >= labels.length - apexLabels) break;
        if (!label.startsWith("xn--")) continue;
        const text = decodedLabel(label);
        if (text === undefined) continue;
        if (scripts.filter((script) => script.test(text)).length > 1) {
          found.atOwner(owner, `${label} mixes letters of several scripts that look alike`);
          break;
        }
        const plain = [...text].map((letter) => lookAlikes.get(letter) ?? letter).join("");
        if (!/^[a-z0-9-]+$/.test(plain)) continue;
        const other = `${labels.with(place, plain).join(".")}.`;
        const wire = nameFromText(other);
        if (wire === undefined || zone.zone.findOwner(wire, 0, wire.length) === -1) continue;
        found.atOwner(owner, `${label} looks like ${plain}, and ${other} is here as well`);
        break;
      }
    }
    return found.diagnostics;
  },
};

function pairs(from: string, to: string): [string, string][] {
  return [...from].map((letter, at) => [letter, to[at]!]);
}
