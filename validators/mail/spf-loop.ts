import type { Rule } from "../rule.js";
import type { RuleContext } from "../rule-context.js";
import { domainOf } from "./domain-name.js";
import { findSpf, type SpfPolicy, spfPoliciesOf } from "./spf-policies.js";
import type { SpfTerm } from "./spf-record.js";
import { targetOf } from "./spf-target.js";
import { stringAt } from "./text-records.js";

export const spfLoop: Rule = {
  id: "spf-loop",
  severity: "error",
  sets: ["strict"],
  reference: "RFC 7208 §4.6.4",
  summary: "An SPF record includes, or redirects to, itself, directly or through others.",
  why: "Receivers go round until the limit of 10 look-ups, and end with a permanent error.",
  hint: "remove the term that leads back",
  judges: "zones",
  check(context) {
    const found = context.collect();
    const circles = new Circles(context);
    for (const policy of spfPoliciesOf(context.zone)) {
      if (found.isFull) break;
      if (!circles.isBehind(policy)) continue;
      const { zone, record, owner } = policy;
      for (const { term, policy: next } of circles.stepsFrom(policy)) {
        if (!circles.isBehind(next)) continue;
        const how = circles.leadsTo(next, policy)
          ? `leads back to the SPF record of ${zone.ownerText(owner)}`
          : "leads into SPF records that include each other in a circle";
        found.at(record, stringAt(zone, record, term.offset), `\`${term.text}\` ${how}`);
      }
    }
    return found.diagnostics;
  },
};

/** A term that makes a receiver go on to another policy. */
interface Step {
  readonly term: SpfTerm;
  readonly policy: SpfPolicy;
}

/**
 * Which policies a receiver comes into a circle from. Each policy is followed once for all, however
 * many include it, and without recursion, however long the chain.
 */
class Circles {
  private readonly steps = new Map<string, readonly Step[]>();
  /** False while a policy is on the path that is being followed. */
  private readonly isDone = new Map<string, boolean>();
  private readonly circling = new Set<string>();

  constructor(private readonly context: RuleContext) {}

  isBehind(start: SpfPolicy): boolean {
    if (!this.isDone.has(placeOf(start))) this.follow(start);
    return this.circling.has(placeOf(start));
  }

  /** Whether `start` is `goal`, or a receiver comes from the one to the other. */
  leadsTo(start: SpfPolicy, goal: SpfPolicy): boolean {
    const todo = [start];
    const seen = new Set<string>();
    for (let policy = todo.pop(); policy !== undefined; policy = todo.pop()) {
      const place = placeOf(policy);
      if (place === placeOf(goal)) return true;
      // A circle of more cannot be walked through: receivers stop long before.
      if (seen.has(place) || seen.size === policiesMax) continue;
      seen.add(place);
      for (const step of this.stepsFrom(policy)) todo.push(step.policy);
    }
    return false;
  }

  stepsFrom(policy: SpfPolicy): readonly Step[] {
    const place = placeOf(policy);
    const known = this.steps.get(place);
    if (known !== undefined) return known;
    const steps: Step[] = [];
    for (const term of policy.spf.asking) {
      if (term.name !== "include" && term.name !== "redirect") continue;
      const target = targetOf(term, () => domainOf(policy.zone, policy.owner));
      const found = findSpf(this.context, target);
      if (found.kind === "policy") steps.push({ term, policy: found.policy });
    }
    this.steps.set(place, steps);
    return steps;
  }

  private follow(start: SpfPolicy): void {
    const path = [{ place: placeOf(start), steps: this.stepsFrom(start), next: 0 }];
    this.isDone.set(placeOf(start), false);
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const step = at.steps[at.next++];
      if (step === undefined) {
        this.isDone.set(at.place, true);
        path.pop();
        const above = path.at(-1);
        if (above !== undefined && this.circling.has(at.place)) this.circling.add(above.place);
        continue;
      }
      const place = placeOf(step.policy);
      const isDone = this.isDone.get(place);
      if (isDone === undefined) {
        this.isDone.set(place, false);
        path.push({ place, steps: this.stepsFrom(step.policy), next: 0 });
      } else if (!isDone || this.circling.has(place)) this.circling.add(at.place);
    }
  }
}

/** Policies that are looked through for the way back: receivers stop after 10. */
const policiesMax = 100;

function placeOf({ zone, record }: SpfPolicy): string {
  return `${zone.apexText} ${record}`;
}
