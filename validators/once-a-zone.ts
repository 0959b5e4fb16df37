/** What several rules want to know of the zone that is checked, found out by the first that asks. */
import type { RuleContext, Surroundings } from "./rule-context.js";

export function onceAZone<T extends object>(
  make: (context: RuleContext) => T,
): (context: RuleContext) => T {
  const made = new WeakMap<Surroundings, T>();
  return (context) => {
    const known = made.get(context.around);
    if (known !== undefined) return known;
    const fresh = make(context);
    made.set(context.around, fresh);
    return fresh;
  };
}
