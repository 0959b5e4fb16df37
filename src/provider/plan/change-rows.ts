/** A planned change as a line: what formats for people show. */
import { nameToText } from "../../dns/name-text.js";
import { rdataToText } from "../../dns/rr/rdata-text.js";
import { typeName } from "../../dns/rr/registry.js";
import type { PlannedChange } from "../contract/plan.js";
import type { Rrset } from "../rrset/rrset.js";
import { printable } from "./plan-summary.js";
import { jsonText } from "./why.js";

export interface ChangeRow {
  readonly sign: "+" | "-" | "~";
  /** Owner, or the name of a setting or a resource. */
  readonly name: string;
  /** Record type, with the variant if there is one; `setting`, `health-check`. */
  readonly what: string;
  /** What is made or deleted; empty where `why` tells the difference. */
  readonly value: string;
  readonly why: string;
}

const valuesMax = 4;
const valueCharsMax = 100;

export function rowOf({ change, why }: PlannedChange): ChangeRow {
  const shownWhy = printable(why);
  switch (change.kind) {
    case "setting": {
      const name = printable(change.name);
      return { sign: "~", name, what: "setting", value: "", why: shownWhy };
    }
    case "resource": {
      const { type } = (change.after ?? change.before)!;
      const sign = change.before === null ? "+" : change.after === null ? "-" : "~";
      return {
        sign,
        name: printable(change.name),
        what: printable(type),
        value: "",
        why: shownWhy,
      };
    }
    case "create":
      return { sign: "+", ...facts(change.after), value: valueText(change.after), why: shownWhy };
    case "update":
      return { sign: "~", ...facts(change.after), value: "", why: shownWhy };
    case "delete":
      return { sign: "-", ...facts(change.before), value: valueText(change.before), why: shownWhy };
  }
}

function facts({ owner, type, variant }: Rrset): { name: string; what: string } {
  const suffix = variant === "" ? "" : ` (${printable(variant)})`;
  return { name: nameToText(owner), what: `${typeName(type)}${suffix}` };
}

/** `300 192.0.2.1 and 192.0.2.2 and 3 more` */
function valueText({ type, ttlSeconds, rdatas, extra }: Rrset): string {
  const values = rdatas.slice(0, valuesMax).map((rdata) => cut(rdataToText(type, rdata)));
  const more = rdatas.length > valuesMax ? ` and ${rdatas.length - valuesMax} more` : "";
  const notes = extra === null ? "" : ` ${printable(jsonText(extra))}`;
  return `${ttlSeconds} ${values.join(" and ")}${more}${notes}`;
}

function cut(text: string): string {
  return text.length <= valueCharsMax ? text : `${text.slice(0, valueCharsMax)}…`;
}
