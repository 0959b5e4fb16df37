import type { Rule } from "../rule.js";
import { servedRrsets } from "../steering-facts.js";

/** Clients hold on to a dead target for as long as this after the server has let go of it. */
const maxUsual = 300;
/** Resolvers ask a server this often for each name that is asked of them; many also clamp it. */
const minUsual = 10;

export const steeringTtl: Rule = {
  id: "steering-ttl",
  severity: "warning",
  sets: ["best-practice"],
  reference: "docs/steering.md",
  summary:
    "The TTL of a steered name is so long that fail-over waits for it, or so short that caches do not help.",
  why: "The server leaves a dead target out within seconds, but clients go on with what they have cached; a TTL of a few seconds gains little, multiplies queries, and many resolvers do not honour it.",
  hint: "choose min from 10 to 60 and max up to 300",
  judges: "records",
  check(context) {
    const found = context.collect();
    const { steering } = context;
    if (steering === undefined) return found.diagnostics;
    for (const [place, { owner, type, ttl }] of servedRrsets(steering)) {
      const { line, column } = steering.place({ rrset: place });
      const tell = (message: string) => found.atPlace(steering.file, line, column, message);
      if (ttl.max > maxUsual) {
        tell(
          `${owner} ${type} may be cached for ${ttl.max} seconds: so long do clients stay on a dead target`,
        );
      }
      if (ttl.min < minUsual) {
        tell(`${owner} ${type} may be cached for as little as ${ttl.min} seconds`);
      }
    }
    return found.diagnostics;
  },
};
